using FragGuard.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Policy.Tests;

/// <summary>Settings and what the machine does under them, tick by tick; made at random.</summary>
internal sealed record Scenario(GuardSettings Settings, IReadOnlyList<Scenario.Tick> Ticks)
{
    private static readonly HostState[] Hosts =
    [
        Incident.Calm, Incident.Calm, Incident.Calm, Incident.Calm, HostState.Unknown,
        Incident.Calm with { MemoryPressureBasisPoints = 9000 },
        Incident.Calm with { IoPressureBasisPoints = 9000 },
        Incident.Calm with { KcompactdBusy = true },
        Incident.Calm with { MemoryPressureBasisPoints = 9000, ReserveBytes = 64UL << 20 },
        Incident.Calm with { DirtyBytes = 1UL << 40 },
        Incident.Calm with { CacheBytes = 0, SlabBytes = 0 },
        Incident.Calm with { Uptime = TimeSpan.FromSeconds(30) },
        Incident.Calm with { TimeOfDay = TimeSpan.FromHours(12) },
    ];

    private static Gen<TimeSpan> Pause { get; } =
        Gen.Elements(0, 0, 1, 5, 30, 120, 600).Select(seconds => TimeSpan.FromSeconds(seconds));

    private static Gen<RungSettings> Rung { get; } =
        from remedy in Gen.Elements<RemedySettings>(
            new DropCachesSettings(), new DropCachesSettings { What = DropWhat.All }, new CompactMemorySettings(
                ), new NudgeKcompactdSettings(),
            new ReclaimSettings(), new TuneSettings(
                ), new TuneSettings { Restore = RestorePolicy.Never }, new HookSettings(), new FlagRebootSettings(),
            new ReleaseReserveSettings())
        from cooldown in Pause
        from maxCooldown in Pause
        from settle in Gen.Elements(0, 0, 1, 5, 20)
        from perHour in Gen.Elements<int?>(null, null, 1, 3)
        from perDay in Gen.Elements<int?>(null, null, 1, 5)
        select new RungSettings(remedy)
        {
            Cooldown = cooldown,
            MaxCooldown = maxCooldown,

            // Pacing by cost is held by PacingTests, on a host that has costs.
            MaxStallBasisPoints = null,
            MaxRereadBytesPerSecond = null,
            Settle = TimeSpan.FromSeconds(settle),
            PerHour = perHour,
            PerDay = perDay,
        };

    private static Gen<GuardSettings> AnySettings { get; } =
        from count in Gen.Choose(0, 5)
        from ladder in Rung.ListOf(count)
        from lasts in Pause
        from backOff in Pause
        from maxBackOff in Pause
        from relapse in Pause
        from hasIndex in Gen.Elements(true, false)
        from windows in Gen.Elements(true, false)
        select new GuardSettings
        {
            Ladder = [.. ladder],
            Watches =
            [
                new WatchSettings { Name = "blocks", For = lasts, MinZoneBytes = 0, Ahead = TimeSpan.FromSeconds(31) },
                new WatchSettings
                {
                    Name = "huge",
                    Order = new OrderSetting(OrderUnit.Order, 9),
                    Floor = hasIndex ? null : Amount.Blocks(4),
                    UnusableAbovePermille = hasIndex ? 900 : null,
                    For = TimeSpan.Zero,
                    MinZoneBytes = 0,
                },
            ],
            Incident = new IncidentSettings { BackOff = backOff, MaxBackOff = maxBackOff, RelapseWindow = relapse },
            Gates = new GateSettings { Windows = windows ? [new DailyWindow(0, 60)] : [] },
        };

    private static Gen<Row?> AnyRow { get; } =
        from kind in Gen.Choose(0, 12)
        from blocks in Gen.Elements(0, 0, 10, 40, 63, 64, 90, 96, 500, 500)
        from free in Gen.Elements(900UL, 3000UL, 100_000UL)
        select kind == 0 ? null : new Row(free, (ulong)blocks, IsBroken: kind == 1);

    private static Gen<Tick> AnyTick { get; } =
        from seconds in Gen.Frequency((20, Gen.Choose(0, 3)), (4, Gen.Choose(4, 60)), (1, Gen.Choose(61, 90_000)))
        from rows in AnyRow.ListOf(2)
        from host in Gen.Elements(Hosts)
        from drops in Gen.Choose(0, 2)
        from runs in Gen.Choose(0, 2)
        from end in Gen.Elements(
            RungEnd.Done,
            RungEnd.Done,
            RungEnd.Done,
            RungEnd.TimedOut,
            RungEnd.Failed,
            RungEnd.NothingToDo,
            RungEnd.Busy,
            RungEnd.NotStarted,
            RungEnd.DryRun)
        from failure in Gen.Frequency((20, Gen.Constant(0)), (1, Gen.Choose(1, 12)))
        from isOff in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Tick(
            TimeSpan.FromSeconds(seconds),
            [.. rows],
            host with { CacheDrops = (ulong)drops },
            runs == 0,
            end,
            failure,
            isOff);

    /// <summary>Any of them.</summary>
    internal static Arbitrary<Scenario> Any { get; } =
        (from settings in AnySettings from ticks in AnyTick.ListOf(150) select new Scenario(settings, [.. ticks]))
        .ToArbitrary();

    /// <summary>What happens on one tick.</summary>
    /// <param name="Wait">Time since the tick before.</param>
    /// <param name="Rows">The zones, one for each node; null for a node that is not there.</param>
    /// <param name="Host">How the host fares.</param>
    /// <param name="Ends">What runs ends now.</param>
    /// <param name="End">How it ends.</param>
    /// <param name="FailedOrder">The order of a page allocation failure in the kernel log; 0 for none.</param>
    /// <param name="IsOff">The first rung cannot run.</param>
    internal sealed record Tick(
        TimeSpan Wait, IReadOnlyList<Row?> Rows, HostState Host, bool Ends, RungEnd End, int FailedOrder, bool IsOff)
    {
        internal BuddyTable Table()
        {
            var rows = Rows.Select((row, node) => row switch
            {
                null => "",
                { IsBroken: true } => $"Node {node}, zone Nor\n",
                _ => Readings.Row(node, "Normal", row.FreePages, row.Text),
            });
            return Readings.Table([.. rows, Readings.Row(7, "Normal", 100_000, 600)]);
        }
    }

    /// <summary>One zone on one tick.</summary>
    internal sealed record Row(ulong FreePages, ulong Blocks, bool IsBroken)
    {
        internal ulong Text => Math.Min(Blocks, FreePages / 16);
    }
}
