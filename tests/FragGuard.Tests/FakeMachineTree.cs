using FragGuard.Host;

namespace FragGuard.Tests;

/// <summary>A directory that stands for a machine, gone after the test.</summary>
internal sealed class FakeMachineTree : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fragguard-config-").FullName;

    internal KernelRoot Root => new(_directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    internal string Path(string relative) => System.IO.Path.Combine(_directory, relative);

    internal string Write(string relative, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(relative))!);
        File.WriteAllText(Path(relative), content);
        return Path(relative);
    }

    /// <summary>A small machine: one node, one zone of 1 GiB, and the knobs that the default ladder writes.</summary>
    internal FakeMachineTree WithMachine()
    {
        const string counts = "100    50    20    10     5     2     1     1     1     1   200";
        Write("pagesize", "4096\n");
        Write("proc/buddyinfo", $"Node 0, zone   Normal {counts} \n");
        Write("proc/zoneinfo", """
            Node 0, zone   Normal
              pages free     210000
                    min      1000
                    low      1250
                    high     1500
                    spanned  262144
                    present  262144
                    managed  262144
                    protection: (0, 0)
              pagesets
            """ + "\n");
        Write("proc/vmstat", "compact_stall 1\n");
        Write("proc/meminfo", """
            MemTotal:        1048576 kB
            MemFree:          840000 kB
            Cached:            90000 kB
            Dirty:                12 kB
            Writeback:             0 kB
            Mapped:             9000 kB
            Shmem:              1000 kB
            SReclaimable:       8000 kB
            """ + "\n");
        Write("proc/sys/kernel/osrelease", "6.1.0-9-amd64\n");
        Write("proc/sys/vm/drop_caches", "0\n");
        Write("proc/sys/vm/compact_memory", "0\n");
        Write("proc/sys/vm/swappiness", "60\n");
        Write("sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "2097152\n");
        Write("sys/kernel/mm/transparent_hugepage/defrag", "always defer defer+madvise [madvise] never\n");
        Write("sys/devices/system/node/node0/compact", "\n");
        return this;
    }
}
