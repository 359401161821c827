using FragGuard.Host;

namespace FragGuard.Daemon.Tests;

/// <summary>A directory that stands for a machine: its kernel files, and the state of the guard. Gone after the
/// test.</summary>
internal sealed class FakeHost : IDisposable
{
    /// <summary>A zone of 2 GiB with plenty of large blocks.</summary>
    internal const string Healthy =
        "Node 0, zone   Normal    100    100    100    100    100    100    100    100    100    100    300 \n";

    /// <summary>The same zone with as much free memory, all of it in blocks below order 4.</summary>
    internal const string Fragmented =
        "Node 0, zone   Normal  80000  40000  20000  10000      0      0      0      0      0      0      0 \n";

    internal const string Swappiness = "/proc/sys/vm/swappiness";
    internal const string CachePressure = "/proc/sys/vm/vfs_cache_pressure";
    internal const string DropCaches = "/proc/sys/vm/drop_caches";

    private readonly string _directory = Directory.CreateTempSubdirectory("fragguard-daemon-").FullName;

    internal FakeHost()
    {
        Root = new KernelRoot(_directory);
        BuddyInfo = Healthy;
        Write("/proc/zoneinfo", """
            Node 0, zone   Normal
              pages free     400000
                    min      1000
                    low      2000
                    high     3000
                    spanned  524288
                    present  524288
                    managed  524288
                    protection: (0, 0, 0)

            """);
        Write(
            "/proc/meminfo",
            "MemTotal: 2000000 kB\nMemFree: 1600000 kB\nCached: 300000 kB\n"
                + "SReclaimable: 50000 kB\nDirty: 0 kB\nWriteback: 0 kB\n");
        Write(
            "/proc/vmstat",
            "nr_free_pages 400000\ncompact_migrate_scanned 0\npgmigrate_success 0\n"
                + "pgmigrate_fail 0\ndrop_pagecache 0\ndrop_slab 0\n");
        Write("/proc/uptime", "100000.00 100000.00\n");
        Write(
            "/proc/pressure/memory",
            "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        Write(
            "/proc/pressure/io",
            "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        Write("/proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
        Write("/proc/sys/kernel/osrelease", "6.1.0-9-amd64\n");
        Write(DropCaches, "");
        Write("/proc/sys/vm/compact_memory", "");
        Write(Swappiness, "60\n");
        Write(CachePressure, "100\n");
        Write("/sys/devices/system/node/node0/compact", "");
        Write("/pagesize", "4096\n");
    }

    internal KernelRoot Root { get; }

    /// <summary>What the kernel says of free blocks.</summary>
    internal string BuddyInfo
    {
        set => Write("/proc/buddyinfo", value);
    }

    internal string Path(string absolutePath) => Root.Path(absolutePath);

    internal void Write(string absolutePath, string content)
    {
        var path = Path(absolutePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    internal string Read(string absolutePath) => File.ReadAllText(Path(absolutePath)).Trim();

    internal bool Has(string absolutePath) => File.Exists(Path(absolutePath));

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
