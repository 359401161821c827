using FragGuard.Kernel;
using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Config.Tests;

/// <summary>Random settings, each of them one that a file can say.</summary>
internal static class Generators
{
    private const int Million = 1_000_000;

    private static readonly Gen<bool> Truth = Gen.Elements(true, false);

    private static readonly Gen<string> Text =
        from length in Gen.Choose(1, 12)
        from parts in Gen.Elements("a", "B", "7", "-", "_", "\"", "\\", "#", "=", "é", "日", "🚀", "[", "'", "{}")
            .ListOf(length)
        select string.Concat(parts);

    private static readonly Gen<string> Name = Text.Select(text => "w" + text);

    private static readonly Gen<Amount> AnyAmount = Gen.OneOf(
        Gen.Choose(1, 1_000_000).Select(blocks => Amount.Blocks((ulong)blocks)),
        Size(Limits.AmountBytes).Select(bytes => new Amount(AmountUnit.Bytes, bytes)),
        Gen.Choose(1, Million).Select(parts => new Amount(AmountUnit.PartsPerMillion, (ulong)parts)));

    private static readonly Gen<OrderSetting> Order = Gen.OneOf(
        Gen.Choose(1, Kernel.Order.Max).Select(order => new OrderSetting(OrderUnit.Order, (ulong)order)),
        Size(Limits.BlockBytes).Select(bytes => new OrderSetting(OrderUnit.Bytes, bytes)),
        Gen.Constant(new OrderSetting(OrderUnit.Thp, 0)));

    private static readonly Gen<WatchSettings> Watch =
        from name in Name
        from order in Order
        from floor in AnyAmount
        from clear in ClearOf(floor)
        from index in Index
        from what in Gen.Choose(1, 3)
        from time in Duration(Limits.For)
        from ahead in Duration(Limits.Ahead)
        from zones in Some("DMA", "DMA32", "Normal", "HighMem", "Movable", "Device", "CMA")
        from nodes in Some(0, 1, 2, 63, 4095)
        from size in Size(Limits.Memory)
        from during in Gen.Elements(null, null, "model-load", "B_2")
        from stalls in Gen.Elements<ulong?>(null, null, 1, 60, 1_000_000)
        select new WatchSettings
        {
            Name = name,
            Order = order,
            Floor = what == 2 ? null : floor,
            Clear = what == 2 ? null : clear,
            UnusableAbovePermille = what == 1 ? null : index.Above,
            UnusableBelowPermille = what == 1 ? null : index.Below,
            For = time,
            Ahead = what == 2 ? TimeSpan.Zero : ahead,
            Zones = [.. zones.Select(zone => Sources.Id(0, zone).Zone)],
            Nodes = [.. nodes],
            MinZoneBytes = size,
            During = during,
            StallsAbove = stalls,
        };

    private static readonly Gen<RemedySettings> Remedy = Gen.OneOf(
        from what in Gen.Elements(DropWhat.PageCache, DropWhat.Slab, DropWhat.All)
        from sync in Truth
        from cache in Size(Limits.Memory)
        from dirty in Size(Limits.Memory)
        select (RemedySettings)new DropCachesSettings
        {
            What = what,
            SyncFirst = sync,
            MinCacheBytes = cache,
            MaxDirtyBytes = dirty,
        },
        Gen.Elements(CompactScope.Node, CompactScope.System)
            .Select(scope => (RemedySettings)new CompactMemorySettings { Scope = scope }),
        Tune,
        Gen.Constant((RemedySettings)new NudgeKcompactdSettings()),
        from amount in Size(Limits.ReclaimBytes)
        from swappiness in Gen.Choose(0, 200)
        from cgroup in Gen.Elements<string?>(null, "system.slice/a b.service", "/user.slice", "x\"y/z")
        from has in Truth
        select (RemedySettings)new ReclaimSettings
        {
            AmountBytes = amount,
            Swappiness = has ? swappiness : null,
            Cgroup = cgroup,
        },
        Text.Select(text => (RemedySettings)new FlagRebootSettings { File = "/var/run/" + text }),
        from program in Text
        from arguments in Text.ListOf()
        select (RemedySettings)new HookSettings
        {
            Command = [$"/usr/bin/{program}", .. arguments.Take(20), .. arguments.Take(2)],
        });

    private static readonly Gen<RungSettings> Rung =
        from remedy in Remedy
        from cooldown in Duration(Limits.Cooldown)
        from most in Duration(new Range<TimeSpan>(cooldown, Limits.Cooldown.Max))
        from hourly in Budget(Limits.PerHour)
        from daily in Budget(Limits.PerDay)
        from timeout in Duration(Limits.Timeout)
        from settle in Duration(Limits.Settle)
        select new RungSettings(remedy)
        {
            Cooldown = cooldown,
            MaxCooldown = most,
            PerHour = hourly,
            PerDay = daily,
            Timeout = timeout,
            Settle = settle,
        };

    /// <summary>Settings of every kind, from none of a thing to several.</summary>
    internal static Gen<GuardSettings> Settings { get; } =
        from dryRun in Truth
        from interval in Duration(Limits.Interval)
        from alert in Duration(new Range<TimeSpan>(Limits.Interval.Min, interval))
        from kernelLog in Truth
        from gates in Gates
        from incident in Incident
        from watches in Several(Watch)
        from ladder in Several(Rung)
        from metrics in Metrics
        from notify in Notify
        from held in Tune
        from holds in Truth
        select new GuardSettings
        {
            Prevent = new PreventSettings { Set = holds ? WithoutAnyPair(((TuneSettings)held).Set) : [] },
            Metrics = metrics,
            Export = new ExportSettings { NodeFeatures = metrics.FreeBlocks ? "" : "/etc/features.d/x" },
            Notify = notify,
            DryRun = dryRun,
            Sampling = new SamplingSettings { Interval = interval, AlertInterval = alert, KernelLog = kernelLog },
            Gates = gates,
            Incident = incident,
            Watches = [.. watches.Select((watch, place) => watch with { Name = $"{watch.Name}{place}" })],
            Ladder = [.. ladder],
        };

    private static Gen<(int Above, int? Below)> Index =>
        from above in Gen.Choose(2, 999)
        from below in Gen.Choose(1, above - 1)
        from has in Truth
        select (above, has || above <= 80 ? below : (int?)null);

    private static Gen<GateSettings> Gates =>
        from uptime in Duration(Limits.MinUptime)
        from memory in Gen.Choose(0, 100_00)
        from io in Gen.Choose(0, 100_00)
        from windows in Several(
            from start in Gen.Choose(0, 1439)
            from length in Gen.Choose(1, 1439)
            select new DailyWindow(start, (start + length) % 1440))
        select new GateSettings
        {
            MinUptime = uptime,
            MaxMemoryPressureBasisPoints = memory,
            MaxIoPressureBasisPoints = io,
            Windows = [.. windows.Distinct()],
        };

    private static Gen<IncidentSettings> Incident =>
        from relapse in Duration(Limits.RelapseWindow)
        from rest in Duration(Limits.BackOff)
        from most in Duration(new Range<TimeSpan>(rest, Limits.BackOff.Max))
        from splay in Duration(Limits.Splay)
        select new IncidentSettings { RelapseWindow = relapse, BackOff = rest, MaxBackOff = most, Splay = splay };

    private static Gen<MetricsSettings> Metrics =>
        from file in Gen.Elements("", "/run/a.prom", "/var/lib/b \"c\".prom")
        from probe in Gen.Elements("", "/run/probe")
        from blocks in Truth
        select new MetricsSettings { TextFile = file, Probe = probe, FreeBlocks = blocks };

    private static Gen<NotifySettings> Notify =>
        from has in Truth
        from word in Text
        from events in Some([.. NotifyEvent.All])
        from timeout in Duration(Limits.NotifyTimeout)
        from hourly in Gen.Choose(1, 3600)
        select new NotifySettings
        {
            Command = has ? ["/usr/bin/tell", word] : [],
            On = events.Count == 0 ? new NotifySettings().On : [.. events],
            Timeout = timeout,
            PerHour = hourly,
        };

    private static Gen<RemedySettings> Tune =>
        from entries in Gen.CollectToList(KnobCatalog.All, Entry)
        from first in Gen.Choose(0, KnobCatalog.All.Count - 1)
        from count in Gen.Choose(1, 6)
        from restore in Gen.Elements(RestorePolicy.OnClear, RestorePolicy.OnStop, RestorePolicy.Never)
        select (RemedySettings)new TuneSettings
        {
            Set = [.. WithoutPairs(entries.Skip(first).Take(count))],
            Restore = restore,
        };

    private static Gen<TuneEntry> Entry(Knob knob) => knob.Kind == KnobKind.Choice
        ? Gen.Elements(knob.Choices.ToArray()).Select(choice => new TuneEntry(knob.Name, TuneRule.Exactly, choice))
        : from share in Gen.Choose(0, 1000)
          from rule in knob.Kind == KnobKind.Flag ? Gen.Constant(TuneRule.Exactly)
              : knob.NeverLower ? Gen.Elements(TuneRule.Exactly, TuneRule.AtLeast)
              : Gen.Elements(TuneRule.Exactly, TuneRule.AtLeast, TuneRule.AtMost)
          let least = Math.Max(knob.Min, knob.SaneMin)
          select new TuneEntry(knob.Name, rule, $"{least + (long)((knob.Max - least) / 1000.0 * 0.999 * share)}");

    private static IEnumerable<TuneEntry> WithoutPairs(IEnumerable<TuneEntry> entries)
    {
        var taken = new List<string?>();
        foreach (var entry in entries)
        {
            if (KnobCatalog.TryFind(entry.Knob, out var knob) && !taken.Contains(knob.Pair ?? ""))
            {
                taken.Add(entry.Knob);
                yield return entry;
            }
        }
    }

    private static ValueList<TuneEntry> WithoutAnyPair(IEnumerable<TuneEntry> entries) =>
        [.. entries.Where(entry => !(KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Pair is not null))];

    private static Gen<Amount?> ClearOf(Amount floor) =>
        from more in Gen.Choose(0, 1000)
        from has in Truth
        let most = floor.Unit == AmountUnit.PartsPerMillion ? Million
            : floor.Unit == AmountUnit.Bytes ? Limits.AmountBytes.Max : Limits.MaxBlocks
        let mustHave = floor.Unit == AmountUnit.PartsPerMillion && floor.Value * 3 / 2 >= Million
        select has || mustHave ? floor with { Value = Math.Min(floor.Value + (ulong)more, most) } : (Amount?)null;

    private static Gen<int?> Budget(Range<int> range) =>
        from runs in Gen.Choose(range.Min, range.Max)
        from has in Truth
        select has ? runs : (int?)null;

    private static Gen<TimeSpan> Duration(Range<TimeSpan> range) =>
        from unit in Gen.Elements(1, 1000, 60_000, 3_600_000, 86_400_000)
        from count in Gen.Choose(0, 5000)
        let time = range.Min + TimeSpan.FromMilliseconds((long)unit * count)
        select time > range.Max ? range.Max : time;

    private static Gen<ulong> Size(Range<ulong> range) =>
        from shift in Gen.Choose(0, 40)
        from count in Gen.Choose(0, 5000)
        select Math.Min(range.Min + ((ulong)count << shift), range.Max);

    private static Gen<List<T>> Several<T>(Gen<T> one) =>
        from count in Gen.Choose(0, 4)
        from all in one.ListOf(count)
        select all.ToList();

    private static Gen<List<T>> Some<T>(params T[] choices) =>
        from bits in Gen.Choose(0, (1 << choices.Length) - 1)
        from none in Truth
        select choices.Where((_, place) => !none && (bits & (1 << place)) != 0).ToList();
}
