using System.Diagnostics;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>Records of the kernel log open incidents: those that the kernel wrote, of the orders that they
/// prove.</summary>
public sealed class KernelLogProofTests : IDisposable
{
    // Zones in pieces below order 4, and a watch that nothing breaches: only the log can.
    private static readonly GuardSettings Settings = Of(Compact) with
    {
        Sampling = new SamplingSettings { Interval = TimeSpan.FromHours(1), AlertInterval = TimeSpan.FromSeconds(1) },
        Watches = [new WatchSettings { Name = "w", Floor = Amount.Blocks(0), For = TimeSpan.FromHours(1) }],
    };

    private static readonly KernelLogPattern Site =
        new("mydriver: no DMA buffer", new OrderSetting(OrderUnit.Order, 9));

    private readonly FakeHost _host = new() { BuddyInfo = FakeHost.Fragmented };

    public KernelLogProofTests()
    {
        Directory.CreateDirectory(_host.Path("/dev"));
        using var mkfifo = Process.Start("mkfifo", _host.Path("/dev/kmsg"));
        mkfifo.WaitForExit();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("4,1,1000,-;mydriver: no DMA buffer for ring 3\n", 1)]
    [InlineData("12,1,1000,-;mydriver: no DMA buffer for ring 3\n", 0)]   // A program's: facility 1.
    [InlineData("4,1,1000,-;yourdriver: no DMA buffer\n", 0)]
    [InlineData("12,1,1000,-;java: page allocation failure: order:4, mode:0xdc0(GFP_KERNEL)\n", 0)]
    [InlineData("4,1,1000,-;java: page allocation failure: order:4, mode:0xdc0(GFP_KERNEL)\n", 1)]
    [InlineData("4,1,1000,-;java: page allocation failure: order:0, mode:0xdc0(GFP_KERNEL)\n", 0)]
    public void Record_OfTheKernelThatProvesAShortage_OpensAnIncident(string records, int incidents)
    {
        using var guard = new FakeGuard(_host, Settings, new FakeActuator(_host));
        guard.TickAt(1);
        Assert.Equal(0, guard.Count("incident-opened"));

        Log(guard, records);
        guard.TickAt(2);

        Assert.Equal(incidents, guard.Count("incident-opened"));
    }

    [Fact]
    public void Dump_ThatShowsAnotherCause_IsToldAfterTheFirstLine()
    {
        using var guard = new FakeGuard(_host, Settings, new FakeActuator(_host));
        var log = """
            4,1,1000,-;java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)
            4,2,1001,-;Mem-Info:
            4,3,1002,-;Node 0 Normal free:900kB min:4000kB low:5000kB high:6000kB present:2097152kB managed:2000000kB
            4,4,1003,-;lowmem_reserve[]: 0 0 0
            4,5,1004,-;Node 0 Normal: 25*4kB (U) 100*8kB (U) 0*16kB 0*32kB 0*64kB 0*128kB = 900kB
            4,6,1005,-;0 pages in swap cache

            """;

        Log(guard, log);
        guard.TickAt(2);

        var told = guard.Told.FindAll(line => line.StartsWith("allocation-failure", StringComparison.Ordinal));
        Assert.Equal(2, told.Count);
        Assert.Contains(": fragmentation. free memory is in pieces", told[0], StringComparison.Ordinal);
        Assert.Contains(": low-memory, by all that was logged with it.", told[1], StringComparison.Ordinal);
    }

    private void Log(FakeGuard guard, string records)
    {
        var reporter = new Journal().Reporter;
        using var reader = KernelLogReader.TryOpen(
            _host.Root, reporter, guard.Daemon.TakeFailure, guard.Daemon.TakeDump)!;
        reader.TakeAlso([Site], guard.Daemon.Facts);
        File.AppendAllText(_host.Path("/dev/kmsg"), records);
        reader.Take(isReady: true);
        reader.Take(isReady: false);
    }
}
