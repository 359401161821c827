using System.Text;

namespace FragGuard.Policy.Tests;

public sealed class HostStateReaderTests
{
    [Fact]
    public void Of_ASource_IsAskedForEveryDeclaredFileOnce()
    {
        var asked = new List<HostFileEntry>();

        HostStateReader.Of(file =>
        {
            asked.Add(file);
            return default;
        });

        Assert.Equal(HostFiles.All.Select(file => file.Path).Order(), asked.Select(file => file.Path).Order());
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(9_223_372_036_854_775_808)]
    public void Since_StallThatNoClockHolds_IsStillATime(ulong total)
    {
        var spent = new CostCounters { StallUs = total, SomeStallUs = total }
            .Since(new CostCounters { StallUs = 1, SomeStallUs = 1 });

        Assert.Equal(TimeSpan.FromDays(36500), TimeSpan.FromMicroseconds(spent.StallUs!.Value));
        Assert.Equal(spent.StallUs, spent.SomeStallUs);
    }

    [Fact]
    public void Read_EveryFile_SaysHowTheHostFares()
    {
        var texts = new HostStateReader
        {
            MemInfo = """
                MemTotal:       8000000 kB
                Buffers:          10000 kB
                Cached:         1000000 kB
                Dirty:            30000 kB
                Writeback:         2000 kB
                Mapped:          100000 kB
                Shmem:           200000 kB
                SReclaimable:     50000 kB

                """u8,
            VmStat = """
                pgmigrate_success 7
                pgmigrate_fail 8
                compact_migrate_scanned 9
                workingset_refault_file 10
                pgpgin 3
                drop_pagecache 3
                drop_slab 4

                """u8,
            MemoryPressure =
                "some avg10=1.00 avg60=0.00 avg300=0.00 total=5\nfull avg10=12.34 avg60=0.00 avg300=0.00 total=678\n"u8,
            IoPressure =
                "some avg10=1.00 avg60=0.00 avg300=0.00 total=5\nfull avg10=0.07 avg60=0.00 avg300=0.00 total=6\n"u8,
            Uptime = "1234.56 4000.00\n"u8,
        };

        var host = texts.Read();

        Assert.Equal(
            new HostState
            {
                Uptime = TimeSpan.FromSeconds(1234.56),
                MemoryPressureBasisPoints = 1234,
                IoPressureBasisPoints = 7,
                DirtyBytes = 32_000UL * 1024,
                CacheBytes = (1_010_000UL - 200_000 - 100_000 - 30_000) * 1024,
                SlabBytes = 50_000UL * 1024,
                CacheDrops = 7,
                Counters = new CostCounters
                {
                    StallUs = 678,
                    ScannedPages = 9,
                    MigratedPages = 7,
                    FailedPages = 8,
                    RefaultedPages = 10,
                    SomeStallUs = 10,
                    ReadBytes = 3072,
                },
            },
            host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n")]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=5\nfull avg10=90.00 avg60=0")]
    public void Read_PressureThatIsCutOff_IsUnknownNotCalm(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        var reader = new HostStateReader { MemoryPressure = HostFile.Read(bytes), IoPressure = HostFile.Read(bytes) };
        var host = reader.Read();

        Assert.Null(host.MemoryPressureBasisPoints);
        Assert.StartsWith("/proc/pressure/memory: ", host.Gaps.MemoryPressure, StringComparison.Ordinal);
        Assert.StartsWith("/proc/pressure/io: ", host.Gaps.IoPressure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: 8000000 kB\nCached: 1000000 kB\nDirty: 30000 kB\nWriteba")]
    [InlineData("MemTotal: 8000000 kB\nCached: 10000")]
    public void Read_MemInfoThatIsCutOff_IsUnknownNotClean(string text)
    {
        var host = new HostStateReader { MemInfo = HostFile.Read(Encoding.UTF8.GetBytes(text)) }.Read();

        Assert.Null(host.DirtyBytes);
        Assert.StartsWith("/proc/meminfo: ", host.Gaps.Dirty, StringComparison.Ordinal);
        Assert.StartsWith("/proc/meminfo: ", host.Gaps.Slab, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nr_free_pages 1\ndrop_pagecache 3\ndrop_sl")]
    [InlineData("\n")]
    public void Read_VmStatThatIsCutOff_IsUnknown(string text)
    {
        var host = new HostStateReader { VmStat = HostFile.Read(Encoding.UTF8.GetBytes(text)) }.Read();

        Assert.StartsWith("/proc/vmstat: ", host.Gaps.Counters, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesThatWereRefused_AreUnknownInTheirOwnWords()
    {
        var gaps = new HostStateReader
        {
            MemInfo = HostFile.Unreadable("/proc/meminfo: permission denied"),
            VmStat = HostFile.Unreadable("/proc/vmstat: permission denied"),
            MemoryPressure = HostFile.Unreadable("/proc/pressure/memory: permission denied"),
            IoPressure = HostFile.Unreadable("/proc/pressure/io: permission denied"),
            Uptime = HostFile.Unreadable("/proc/uptime: permission denied"),
        }.Read().Gaps;

        Assert.Equal("/proc/uptime: permission denied", gaps.Uptime);
        Assert.Equal("/proc/pressure/memory: permission denied", gaps.MemoryPressure);
        Assert.Equal("/proc/pressure/io: permission denied", gaps.IoPressure);
        Assert.Equal("/proc/vmstat: permission denied", gaps.Counters);
        Assert.Equal("/proc/meminfo: permission denied", gaps.Dirty);
        Assert.Equal("/proc/meminfo: permission denied", gaps.Cache);
        Assert.Equal("/proc/meminfo: permission denied", gaps.Slab);
    }

    [Fact]
    public void Read_NoFile_KnowsNothing()
    {
        Assert.Equal(HostState.Unknown, default(HostStateReader).Read());
    }

    [Theory]
    [InlineData("NaN 1")]
    [InlineData("1e300 1")]
    [InlineData("-5 1")]
    [InlineData("Infinity")]
    public void Read_UptimeOutOfAllReason_IsUnknown(string uptime)
    {
        var host = new HostStateReader { Uptime = Encoding.UTF8.GetBytes(uptime) }.Read();

        Assert.Null(host.Uptime);
        Assert.Equal("/proc/uptime: cut off, or not in the kernel's layout", host.Gaps.Uptime);
    }

    [Fact]
    public void Since_CounterThatFell_IsUnknown()
    {
        var before = new CostCounters { StallUs = 10, ScannedPages = 10, MigratedPages = 10 };
        var after = new CostCounters { StallUs = 9, ScannedPages = 15, FailedPages = 1 };

        Assert.Equal(new CostCounters { ScannedPages = 5 }, after.Since(before));
    }
}
