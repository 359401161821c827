using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

/// <summary>Every trace with an expected replay beside it in Traces: those written by hand, and those too long for
/// that.</summary>
internal static class TraceCases
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    // The stories were told for a guard that looks every 15 s and lets a dip pass that lasts no longer than 30 s.
    private static readonly GuardSettings Defaults = new()
    {
        Sampling = new SamplingSettings { Interval = TimeSpan.FromSeconds(15) },
        Watches = [new WatchSettings { Name = "contiguous-64k", For = Long }],
    };

    private static readonly RungSettings Hook =
        RungSettings.For(new HookSettings { Command = ["/usr/local/bin/page-me"] });

    // Long ones; the story of each stands with its builder.
    private static readonly Dictionary<string, Func<TraceBuilder>> Built = new()
    {
        ["healthy-busy-day"] = HealthyBusyDay,
        ["slow-decay"] = SlowDecay,
        ["decay-seen-ahead"] = DecaySeenAhead,
        ["flapping"] = Flapping,
        ["unmovable"] = Unmovable,
        ["relapse"] = Relapse,
        ["per-day-budget"] = PerDayBudget,
        ["windows-across-midnight"] = WindowsAcrossMidnight,
        ["noisy-day-ahead"] = HealthyBusyDay,
        ["stalls"] = Stalls,
        ["model-load"] = ModelLoad,
    };

    // What differs from the defaults.
    private static readonly Dictionary<string, GuardSettings> Settings = new()
    {
        ["decay-seen-ahead"] = Defaults with
        {
            Watches = [new WatchSettings { Name = "contiguous-64k", For = Long, Ahead = TimeSpan.FromMinutes(5) }],
        },
        ["noisy-day-ahead"] = Defaults with
        {
            Watches = [new WatchSettings { Name = "contiguous-64k", For = Long, Ahead = TimeSpan.FromMinutes(5) }],
        },
        ["windows-across-midnight"] =
            Defaults with { Gates = new GateSettings { Windows = [new DailyWindow(23 * 60, 60)] } },
        ["stalls"] = Defaults with
        {
            Watches = [new WatchSettings { Name = "felt", Floor = null, StallsAbove = 60, For = TimeSpan.Zero }],
        },
        ["model-load"] = Defaults with
        {
            Watches = [new WatchSettings { Name = "loading", For = TimeSpan.Zero, During = "model-load" }],
        },
        ["dry-run"] = Defaults with { DryRun = true },
        ["escalation-rungs"] = Defaults with
        {
            Ladder = [Hook, .. GuardSettings.DefaultLadder, RungSettings.For(new FlagRebootSettings())],
        },
        ["tune-restore"] = Defaults with { Ladder = [GuardSettings.DefaultLadder[2]] },
        ["per-day-budget"] = Defaults with
        {
            Ladder = [GuardSettings.DefaultLadder[0] with { Cooldown = TimeSpan.FromMinutes(30), PerDay = 4 }],
        },
        ["arm64-64k"] = Defaults with
        {
            Watches =
            [
                new WatchSettings
                {
                    Name = "huge",
                    For = Long,
                    Order = new OrderSetting(OrderUnit.Thp, 0),
                    Floor = Amount.Blocks(2),
                },
            ],
        },
    };

    internal static string[] Names { get; } =
        [.. Directory.GetFiles(Folder, "*.trace").Select(Path.GetFileNameWithoutExtension).Concat(Built.Keys)
            .Order(StringComparer.Ordinal)!];

    /// <summary>Where the traces and what is expected of them are at run time.</summary>
    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Traces");

    internal static Policy.Replay Replay(string name) =>
        new(Trace(name), SettingsOf(name), new MachineFacts { ThpOrder = 9 });

    internal static GuardSettings SettingsOf(string name) => Settings.GetValueOrDefault(name, Defaults);

    internal static ReadOnlyMemory<byte> Trace(string name) =>
        Built.TryGetValue(name, out var build)
            ? build().Trace
            : File.ReadAllBytes(Path.Combine(Folder, name + ".trace"));

    // Two nodes under load for 24 h, looked at every 15 s: levels wander, dip under the floor for a sample or two, and
    // once an hour a job takes most of node 1 for 20 s. Nothing of it lasts for 30 s.
    private static TraceBuilder HealthyBusyDay()
    {
        var noise = new Noise(1);
        return new TraceBuilder().With(
            "proc/zoneinfo",
            Zone(0, "DMA", 3840, 30) + Zone(0, "Normal", 4_000_000, 9000) + Zone(1, "Normal", 4_000_000, 9000))
            .For(86_400, 15, second =>
            {
                var job = second % 3600 is >= 1800 and < 1820;
                var dip = noise.Next(200) == 0;
                var node0 = dip ? noise.Next(64) : 800 + noise.Next(900);
                var node1 = job ? noise.Next(64) : 500 + noise.Next(1400);
                return Row(0, "DMA", 2000, 3) + Row(0, "Normal", 900_000, (ulong)node0)
                    + Row(1, "Normal", 700_000, (ulong)node1);
            });
    }

    // Node 0 loses a block every two minutes, with a little noise: it is under its floor after some 8 h. Dropping
    // caches does not help, compaction does.
    private static TraceBuilder SlowDecay()
    {
        var noise = new Noise(2);
        return new TraceBuilder()
            .For(28_380, 15, second => Normal((ulong)(300 - (second / 120) + (second < 27_000 ? noise.Next(3) : 0))))
            .For(5, Normal(62))
            .For(3600, 15, _ => Normal(400));
    }

    // Node 0 loses a block every 5 s, with a little noise. It would be under its floor at 4680 s: the trend says so
    // three minutes before.
    private static TraceBuilder DecaySeenAhead()
    {
        var noise = new Noise(3);
        return new TraceBuilder()
            .For(4620, 15, second => Normal((ulong)(1000 - (second / 5) + noise.Next(3))))
            .For(900, 15, _ => Normal(400));
    }

    // For half an hour the level swings around the floor, under it for 20 s and over it for 20 s: no action. Then it
    // stays under it for a minute: one incident. Then it swings between floor and clear level for two hours: the
    // incident stays open, and what was tried is not tried again and again.
    private static TraceBuilder Flapping() => new TraceBuilder()
        .For(1800, 5, second => Normal(second % 40 < 20 ? 63UL : 65UL))
        .For(60, Normal(50))
        .For(7200, 5, second => Normal(second % 40 < 20 ? 60UL : 90UL))
        .For(60, Normal(200));

    // Nothing helps for 12 hours: unmovable pages. The ladder is exhausted, rests, and rests longer each time.
    private static TraceBuilder Unmovable() => new TraceBuilder().For(43_200, Normal(3));

    // Compaction heals; 20 minutes later it is all there again and compaction is the first to be tried; a day later
    // drop_caches is.
    private static TraceBuilder Relapse() => new TraceBuilder()
        .For(40, Normal(3)).For(30, Normal(500))
        .Skip(1200).For(5, Normal(500)).For(35, Normal(3)).For(30, Normal(500))
        .Skip(86_400).For(5, Normal(500)).For(35, Normal(3)).For(30, Normal(500));

    // Caches may be dropped four times in 24 h. Each drop heals; an hour and a half later it is all there again.
    private static TraceBuilder PerDayBudget()
    {
        var trace = new TraceBuilder();
        for (var i = 0; i < 17; i++)
        {
            trace.For(35, Normal(3)).For(5400, Normal(500), every: 15);
        }

        return trace;
    }

    // Starved from 22:00 on; the ladder may act between 23:00 and 01:00 and is out of it again before it is exhausted a
    // second time.
    private static TraceBuilder WindowsAcrossMidnight() => new TraceBuilder()
        .With("clock", "22:00:00\n")
        .For(4 * 3600, Normal(3), every: 15)
        .For(60, Normal(500));

    // There are blocks enough all the time. Programs stall three times a second for 45 s, and not any more after caches
    // were dropped.
    private static TraceBuilder Stalls()
    {
        var trace = new TraceBuilder();
        for (var second = 0; second < 240; second++)
        {
            var stalls = 1000 + (3 * Math.Clamp(second - 60, 0, 24));
            trace.With("proc/vmstat", $"compact_stall {stalls}\nallocstall_dma 0\nallocstall_normal 7\n")
                .For(1, Normal(500), every: 1);
        }

        return trace;
    }

    // A file is streamed through the page cache: blocks go within a minute, and come back when caches are dropped.
    private static TraceBuilder ModelLoad() => new TraceBuilder()
        .For(60, 1, second => Normal((ulong)(500 - (second * 8))))
        .For(60, 1, second => Normal((ulong)(500 - (second * 8))))
        .For(60, Normal(500), every: 1);

    /// <summary>Noise that is the same every time.</summary>
    private sealed class Noise(uint seed)
    {
        private uint _state = seed;

        internal int Next(int limit)
        {
            _state = (_state * 1664525) + 1013904223;
            return (int)((_state >> 8) % (uint)limit);
        }
    }
}
