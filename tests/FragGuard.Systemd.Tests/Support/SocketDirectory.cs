namespace FragGuard.Systemd.Tests.Support;

/// <summary>A directory for sockets, removed at the end.</summary>
internal sealed class SocketDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fg-");

    internal string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
