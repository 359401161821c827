namespace FragGuard.Tests;

/// <summary>A machine's files in a temporary directory.</summary>
internal sealed class TempTree : IDisposable
{
    internal TempTree() => Directory = System.IO.Directory.CreateTempSubdirectory("fragguard-tests-").FullName;

    /// <summary>Where.</summary>
    internal string Directory { get; }

    /// <summary>A tree with these free blocks and pages of 4 KiB.</summary>
    internal static TempTree With(string buddyInfo) =>
        new TempTree().Add("proc/buddyinfo", buddyInfo).Add("pagesize", "4096\n");

    /// <summary>Adds a daemon that runs and says this of itself.</summary>
    internal TempTree AddDaemon(string status) =>
        Add("run/fragguard/status.json", status).Add("proc/9/comm", "fragguard\n");

    /// <summary>Adds a file.</summary>
    internal TempTree Add(string path, string content)
    {
        var file = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
