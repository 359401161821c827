using FragGuard.Host;

namespace FragGuard.Daemon.Tests;

/// <summary>A directory that stands in for a machine and is gone after the test.</summary>
internal sealed class FakeTree : IDisposable
{
    internal FakeTree()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("fragguard-daemon-").FullName;
        Root = new KernelRoot(Directory);
    }

    internal string Directory { get; }

    internal KernelRoot Root { get; }

    /// <summary>A machine whose files say that all is calm.</summary>
    internal static FakeTree Calm()
    {
        var tree = new FakeTree();
        tree.Write("/proc/uptime", "100000.00 100000.00\n");
        tree.Write("/proc/meminfo", "Cached: 300000 kB\nSReclaimable: 50000 kB\nDirty: 0 kB\nWriteback: 0 kB\n");
        tree.Write("/proc/vmstat", "drop_pagecache 0\ndrop_slab 0\n");
        return tree;
    }

    internal string Write(string path, string content)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Root.Path(path))!);
        File.WriteAllText(Root.Path(path), content);
        return Root.Path(path);
    }

    internal string Read(string path) => File.ReadAllText(Root.Path(path));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
