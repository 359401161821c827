using System.Text;

namespace FragGuard.Chaos.Machine;

/// <summary>A directory that stands in for a machine: two NUMA nodes, their kernel files, a kernel log, a journal and
/// a service manager.</summary>
internal sealed class FakeTree : IDisposable
{
    internal const string Config = "/etc/fragguard.toml";
    internal const string BuddyInfo = "/proc/buddyinfo";
    internal const string BootId = "/proc/sys/kernel/random/boot_id";
    internal const string Kmsg = "/dev/kmsg";
    internal const string RunDirectory = "/run/fragguard";
    internal const string StateDirectory = "/var/lib/fragguard";
    internal const string RebootFlag = "/var/run/reboot-required";

    private const UnixFileMode Everybody = (UnixFileMode)0x1ff;

    internal static readonly (string Name, string Path, string Original, string Tuned)[] Knobs =
    [
        ("vm.swappiness", "/proc/sys/vm/swappiness", "60", "10"),
        ("vm.vfs_cache_pressure", "/proc/sys/vm/vfs_cache_pressure", "100", "200"),
        ("vm.watermark_scale_factor", "/proc/sys/vm/watermark_scale_factor", "10", "20"),
    ];

    /// <summary>What a rung writes and nobody reads back.</summary>
    internal static readonly string[] Triggers =
    [
        "/proc/sys/vm/drop_caches", "/proc/sys/vm/compact_memory", "/sys/devices/system/node/node0/compact",
        "/sys/devices/system/node/node1/compact",
    ];

    private static readonly string Zones = Zone(0) + Zone(1);

    /// <summary>The kernel's files as they are when nothing is wrong.</summary>
    internal static readonly Dictionary<string, string> KernelFiles = new(StringComparer.Ordinal)
    {
        ["/proc/zoneinfo"] = Zones,
        ["/proc/meminfo"] = "MemTotal: 4000000 kB\nMemFree: 1600000 kB\nCached: 600000 kB\nSReclaimable: 50000 kB\n"
            + "Dirty: 0 kB\nWriteback: 0 kB\n",
        ["/proc/vmstat"] = "nr_free_pages 400000\ncompact_migrate_scanned 0\npgmigrate_success 0\npgmigrate_fail 0\n"
            + "drop_pagecache 0\ndrop_slab 0\n",
        ["/proc/uptime"] = "100000.00 100000.00\n",
        ["/proc/pressure/memory"] = Pressure,
        ["/proc/pressure/io"] = Pressure,
    };

    private const string Pressure = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"
        + "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";

    private readonly List<string> _mounts = [];

    internal FakeTree(int index, uint owner)
    {
        Root = Directory.CreateTempSubdirectory("fragguard-chaos-").FullName;
        WorkingDirectory = Root + "/cwd";
        Directory.CreateDirectory(WorkingDirectory);
        foreach (var (path, content) in KernelFiles)
        {
            Write(path, content);
        }

        foreach (var trigger in Triggers)
        {
            Write(trigger, "");
        }

        foreach (var (_, path, original, _) in Knobs)
        {
            Write(path, original + "\n");
        }

        Write(BuddyInfo, Memory.Healthy);
        Write(BootId, BootIdOf(index));
        Write("/pagesize", "4096\n");
        foreach (var directory in (string[])["/dev", RunDirectory, StateDirectory, "/var/run", "/etc"])
        {
            Directory.CreateDirectory(Root + directory);
        }

        _ = Libc.MakePipe(Root + Kmsg);
        Journal = new Inbox(Root + "/run/systemd/journal/socket");
        Manager = new Inbox(Root + "/run/notify");
        GiveTo(owner);
    }

    /// <summary>How a zone's free memory lies.</summary>
    internal static class Memory
    {
        internal const string Healthy =
            "Node 0, zone   Normal    100    100    100    100    100    100    100    100    100    100    300 \n"
            + "Node 1, zone   Normal    100    100    100    100    100    100    100    100    100    100    300 \n";

        internal const string Fragmented =
            "Node 0, zone   Normal  80000  40000  20000  10000      0      0      0      0      0      0      0 \n"
            + "Node 1, zone   Normal    100    100    100    100    100    100    100    100    100    100    300 \n";

        internal const string Empty =
            "Node 0, zone   Normal    500      0      0      0      0      0      0      0      0      0      0 \n"
            + "Node 1, zone   Normal    500      0      0      0      0      0      0      0      0      0      0 \n";
    }

    internal string Root { get; }

    /// <summary>Where every process of the machine starts; nothing may appear in it.</summary>
    internal string WorkingDirectory { get; }

    internal Inbox Journal { get; }

    internal Inbox Manager { get; }

    internal static string BootIdOf(int boot) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{boot:x8}-0000-4000-8000-000000000000\n");

    /// <summary>Replaces a file in one piece, whatever stands in its place.</summary>
    internal void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    internal void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        var beside = $"{Root}/new";
        File.WriteAllBytes(beside, content);
        File.SetUnixFileMode(beside, (UnixFileMode)0x1b6);
        Put(beside, path);
    }

    /// <summary>Moves a file into its place, across mounts if need be.</summary>
    internal void Put(string beside, string path)
    {
        if (Directory.Exists(Root + path) && !IsLink(path))
        {
            Directory.Delete(Root + path, recursive: true);
        }

        try
        {
            File.Move(beside, Root + path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(beside);
        }
    }

    internal string Read(string path)
    {
        try
        {
            return File.ReadAllText(Root + path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    internal bool IsLink(string path) => new FileInfo(Root + path).LinkTarget is not null;

    /// <summary>Mounts a file system of this many KiB over a directory.</summary>
    internal bool MountSmall(string path, int kib)
    {
        var isMounted = Libc.Mount(Root + path, 0, $"size={kib}k,mode=0777");
        if (isMounted)
        {
            _mounts.Add(path);
        }

        return isMounted;
    }

    internal void MakeReadOnly(string path, bool isReadOnly)
    {
        if (_mounts.Contains(path))
        {
            _ = Libc.Mount(Root + path, Libc.Remount | (isReadOnly ? Libc.ReadOnlyMount : 0), "");
        }
    }

    /// <summary>Makes everything belong to a user, who is then no root but may do as root does here.</summary>
    internal void GiveTo(uint owner)
    {
        File.SetUnixFileMode(Root, Everybody);
        if (owner == 0)
        {
            return;
        }

        using var chown = System.Diagnostics.Process.Start("chown", ["-R", $"{owner}:{owner}", Root]);
        chown.WaitForExit();
    }

    public void Dispose()
    {
        Journal.Dispose();
        Manager.Dispose();
        foreach (var mount in _mounts)
        {
            _ = Libc.Unmount(Root + mount);
        }

        Directory.Delete(Root, recursive: true);
    }

    private static string Zone(int node) => $"""
        Node {node}, zone   Normal
          pages free     400000
                min      1000
                low      2000
                high     3000
                spanned  524288
                present  524288
                managed  524288
                protection: (0, 0, 0)

        """;
}
