namespace FragGuard.Host.Tests;

/// <summary>A directory that stands in for the machine and is gone after the test.</summary>
internal sealed class TemporaryTree : IDisposable
{
    internal TemporaryTree()
    {
        Path = Directory.CreateTempSubdirectory("fragguard-host-").FullName;
        Root = new KernelRoot(Path);
    }

    internal string Path { get; }

    internal KernelRoot Root { get; }

    internal string Write(string absolutePath, string content)
    {
        var path = Root.Path(absolutePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    internal string Read(string absolutePath) => File.ReadAllText(Root.Path(absolutePath));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
