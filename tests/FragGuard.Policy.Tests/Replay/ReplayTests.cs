using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class ReplayTests
{
    private static readonly GuardSettings Quick = new()
    {
        Watches = [new WatchSettings { Name = "w", For = TimeSpan.Zero, MinZoneBytes = 256UL << 20 }],
    };

    [Fact]
    public void Windows_OnlyThoseThatAreNamed_AreOpen()
    {
        var trace = TraceCases.Trace("model-load");
        var settings = TraceCases.SettingsOf("model-load");

        int Incidents(ValueList<string>? windows)
        {
            var options = new ReplayOptions { Windows = windows };
            var replay = new Policy.Replay(trace, settings, new MachineFacts(), options);
            var incidents = 0;
            while (replay.TryRead(out var entry))
            {
                incidents += entry.Event?.Kind == PolicyEventKind.IncidentOpened ? 1 : 0;
            }

            Assert.Empty(replay.IdleWatches);
            return incidents;
        }

        ValueList<string> named = ["model-load"], other = ["x"];
        Assert.Equal((2, 2, 0), (Incidents(null), Incidents(named), Incidents(other)));
    }

    [Fact]
    public void TryRead_SampleWithoutBuddyinfo_IsNoLook()
    {
        var replay =
            Over("@ 0\n! java: page allocation failure: order:9, mode:0xd0\n@ 1\n> proc/uptime\n900 1\n", Quick);

        var entries = All(replay);

        Assert.Equal("java", Assert.Single(entries).Failure?.Comm);
        Assert.Equal(2, replay.Samples);
    }

    [Fact]
    public void TryRead_FailureInAnEarlierSample_IsProofForTheNextLook()
    {
        var entries = All(Over(
            "@ 0\n! java: page allocation failure: order:9, mode:0xd0\n@ 1\n> proc/buddyinfo\n" + Normal(5000), Quick));

        Assert.Contains(entries, entry => entry.Event is { Kind: PolicyEventKind.IncidentOpened, Order: 9 });
    }

    [Fact]
    public void TryRead_KernelLogNotWatched_IgnoresRecords()
    {
        var settings = Quick with { Sampling = new SamplingSettings { KernelLog = false } };

        var trace = "@ 0\n! java: page allocation failure: order:9, mode:0xd0\n> proc/buddyinfo\n" + Normal(5000);
        var entries = All(Over(trace, settings));

        Assert.Equal(ReasonCode.Healthy, Assert.Single(entries).Decision?.Reason.Code);
    }

    [Fact]
    public void TryRead_NoRowInTheReading_SaysSoAndDecidesNothing()
    {
        var entries = All(Over("@ 0\n> proc/buddyinfo\nnothing\n@ 1\n> proc/buddyinfo\n", Quick));

        Assert.Equal(ReasonCode.NoReading, Assert.Single(entries).Decision?.Reason.Code);
    }

    [Fact]
    public void TryRead_ZoneInfo_DecidesWhichZonesAreWatchedAndWhyTheyAreBreached()
    {
        var zoneInfo = Zone(0, "Normal", 1_000_000, low: 99_500) + Zone(1, "Normal", 100);

        var entries = All(
            Over("@ 0\n> proc/zoneinfo\n" + zoneInfo + "> proc/buddyinfo\n" + Normal(3) + Normal(3, node: 1), Quick));

        var opened = entries[0].Event!;
        Assert.Equal((0, Diagnosis.LowMemory), (opened.Zone?.Node, opened.Diagnosis));
    }

    [Fact]
    public void TryRead_RemarkInsideACapture_IsNoBrokenRow()
    {
        var withRemark = "> proc/buddyinfo\n# node 0 was unplugged\n" + Normal(500, node: 1);

        var before = $"@ 0\n> proc/buddyinfo\n{Normal(3)}{Normal(500, node: 1)}";
        var entries = All(Over($"{before}@ 1\n{withRemark}@ 10\n{withRemark}", Quick));

        Assert.Equal(ReasonCode.ZonesGone, entries.Last(entry => entry.Event is not null).Event!.Reason.Code);
    }

    [Theory]
    [InlineData("23:59:30", DecisionKind.Run)]
    [InlineData("12:00:00", DecisionKind.Wait)]
    public void TryRead_Clock_DecidesAboutTheWindows(string clock, DecisionKind expected)
    {
        var settings = Quick with { Gates = new GateSettings { Windows = [new DailyWindow(0, 60)] } };

        var replay = Over(
            $"@ 100\n> clock\n{clock}\n> proc/buddyinfo\n{Normal(500)}@ 150\n> proc/buddyinfo\n{Normal(3)}", settings);
        var entries = All(replay);

        Assert.Contains(entries, entry => entry.Decision?.Kind == expected && entry.At == Sec(150));
        Assert.Equal(expected == DecisionKind.Run, entries.Any(entry => entry.Decision?.Kind == DecisionKind.Run));
        Assert.False(replay.LacksTimeOfDay);
    }

    [Fact]
    public void TryRead_WindowsAndNoClock_HoldNothingBackAndSaySo()
    {
        var settings = Quick with { Gates = new GateSettings { Windows = [new DailyWindow(0, 60)] } };

        var replay = Over("@ 0\n> proc/buddyinfo\n" + Normal(3), settings);

        Assert.Contains(All(replay), entry => entry.Decision?.Kind == DecisionKind.Run);
        Assert.True(replay.LacksTimeOfDay);
    }

    [Fact]
    public void TryRead_ClockFromTheOptions_RunsOnWithTheTrace()
    {
        var settings = Quick with { Gates = new GateSettings { Windows = [new DailyWindow(0, 60)] } };
        var trace = $"# fragguard-trace 1\n@ 0\n> proc/buddyinfo\n{Normal(3)}@ 60\n> proc/buddyinfo\n{Normal(2)}";

        var replay = new Policy.Replay(
            Encoding.UTF8.GetBytes(trace), settings, new MachineFacts(
                ), new ReplayOptions { TimeOfDay = new TimeSpan(23, 59, 0) });

        Assert.Equal(Sec(60), All(replay).First(entry => entry.Decision?.Kind == DecisionKind.Run).At);
    }

    [Fact]
    public void TryRead_ClockThatIsNone_IsAnError()
    {
        var replay = Over("@ 0\n> clock\nnoon\n> proc/buddyinfo\n" + Normal(3), Quick);

        All(replay);

        Assert.Equal(3, replay.Error?.Line);
    }

    [Fact]
    public void TryRead_MachineOfTheTrace_DecidesWhatAnOrderMeans()
    {
        var order = new OrderSetting(OrderUnit.Bytes, 1 << 20);
        var settings = Quick with { Watches = [new WatchSettings { Name = "w", Order = order, For = TimeSpan.Zero }] };

        var entries = All(Over("@ 0\n> machine\npage_bytes 65536\n> proc/buddyinfo\n" + Normal(3), settings));

        Assert.Equal(4, entries[0].Event?.Order);
    }

    [Fact]
    public void IdleWatches_OrderThatTheKernelDoesNotHave_IsNamed()
    {
        var tall = new WatchSettings { Name = "tall", Order = new OrderSetting(OrderUnit.Order, 11) };
        var replay = Over("@ 0\n> proc/buddyinfo\n" + Normal(500), Quick with { Watches = [Quick.Watches[0], tall] });

        All(replay);

        Assert.Equal(new ValueList<string>(["tall"]), replay.IdleWatches);
    }

    [Fact]
    public void TryRead_KcompactdInTheKernel_HoldsCompaction()
    {
        var settings = Quick with { Ladder = [new RungSettings(new CompactMemorySettings())] };
        var (hangs, sleeps) = ("> proc/45/stat\n45 (kcompactd0) D 2 0\n", "> proc/45/stat\n45 (kcompactd0) S 2 0\n");
        var zones = "> proc/buddyinfo\n" + Normal(3);

        var entries = All(Over($"@ 0\n{hangs}{zones}@ 1\n{sleeps}{zones}", settings));

        Assert.Equal(
            [ReasonCode.KcompactdBusy, ReasonCode.Breached, ReasonCode.Settling],
            entries.Where(entry => entry.Decision is not null).Select(entry => entry.Decision!.Value.Reason.Code));
    }

    [Fact]
    public void TryRead_MachineWhereCompactionHarms_PassesItOver()
    {
        var trace = Encoding.UTF8.GetBytes("# fragguard-trace 1\n@ 0\n> proc/buddyinfo\n" + Normal(3));
        var settings = Quick with { Ladder = [new RungSettings(new CompactMemorySettings())] };

        var entries = All(new Policy.Replay(trace, settings, new MachineFacts { IsRealtime = true }));

        Assert.Contains(entries, entry => entry.Event?.Reason.Code == ReasonCode.RealtimeKernel);
    }

    [Fact]
    public void TryRead_TooManyRows_IsRefused()
    {
        var rows = string.Concat(Enumerable.Range(0, 8200).Select(node => $"Node {node}, zone Normal 1\n"));

        var replay = Over("@ 0\n> proc/buddyinfo\n" + rows, Quick);

        Assert.Empty(All(replay));
        Assert.Equal(3, replay.Error?.Line);
    }

    [Fact]
    public void TryRead_AnyTrace_EndsWithoutThrowingAndGivesReasons()
    {
        var pieces = Gen.Elements(
            "@ 1\n", "@ 2\n", "@ 60\n", "@ 4000\n", "> proc/buddyinfo\n", Normal(3), Normal(500), Normal(3, node: 1),
            "Node 0, zone\n", "> proc/vmstat\ndrop_pagecache 4\n", "> proc/meminfo\nCached: 99999999999999999999 kB\n",
            "> proc/pressure/memory\nfull avg10=99.00\n", "> proc/uptime\n-1\n", "> clock\n24:00:00\n",
            "> machine\npage_bytes 3\n", "! a: page allocation failure: order:3, mode:0x0\n",
            "! a: page allocation failure: order:99999999999, mode:0x0\n",
            "> proc/zoneinfo\n" + Zone(0, "Normal", ulong.MaxValue, 7),
            "Node 1, zone Normal 18446744073709551614 9999999999999999999 1 1 1 1 1 1 1 1 18446744073709000000\n");

        Prop.ForAll(pieces.ListOf(40).ToArbitrary(), list =>
        {
            foreach (var entry in All(Over(string.Concat(list), Quick)))
            {
                Assert.NotEqual(ReasonCode.None, entry.Decision?.Reason.Code);
                var line = new ArrayBufferWriter<byte>();
                ReplayText.Write(line, entry, Quick);
                Assert.Equal(1, line.WrittenSpan.Count((byte)'\n'));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryWrite_CommWithOddBytes_IsValidJsonOnOneLine()
    {
        var entries =
            All(Over("@ 0\n! a\"\\<\u00e9: page allocation failure: order:9, mode:0xcc0(GFP_KERNEL)\n", Quick));
        var output = new ArrayBufferWriter<byte>();
        using var json = new ReplayJson(output);

        Assert.True(json.TryWrite(entries[0]));

        using var parsed = JsonDocument.Parse(output.WrittenMemory);
        Assert.Equal("a\"\\<\u00e9", parsed.RootElement.GetProperty("comm").GetString());
        Assert.Equal(1, output.WrittenSpan.Count((byte)'\n'));
    }

    [Fact]
    public void TryWrite_Decision_IsNoEvent()
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new ReplayJson(output);

        Assert.False(json.TryWrite(new ReplayEntry(TimeSpan.Zero, Decision: Decision.Wait(ReasonCode.Healthy))));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void TryRead_HealthyDay_AllocatesNothingForASample()
    {
        const int samples = 20_000;
        _ = BytesOver(samples);

        var (few, many) = (BytesOver(samples / 20), BytesOver(samples));

        // The smallest object has 24 bytes: less than one for each sample is the runtime's own.
        Assert.True(many - few < samples, $"{few} bytes, then {many}");
    }

    // What a replay of so many healthy samples allocates after its first.
    private static long BytesOver(int samples)
    {
        var trace = new TraceBuilder().For(samples, 1, second => Normal(500 + (ulong)(second % 7))).Trace;
        var replay = new Policy.Replay(trace, Quick, new MachineFacts());
        Assert.True(replay.TryRead(out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(replay.TryRead(out _));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(samples, replay.Samples);
        return bytes;
    }

    private static Policy.Replay Over(string samples, GuardSettings settings) =>
        new(Encoding.UTF8.GetBytes("# fragguard-trace 1\n" + samples), settings, new MachineFacts());

    private static List<ReplayEntry> All(Policy.Replay replay)
    {
        var entries = new List<ReplayEntry>();
        while (replay.TryRead(out var entry))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
