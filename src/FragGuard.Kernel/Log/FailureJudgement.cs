namespace FragGuard.Kernel;

/// <summary>Why one allocation failed, by all that the log tells.</summary>
/// <remarks>The dump decides where there is one: could any zone that the flags and nodes allow have served it, and why
/// not? Without it the first line alone does (<see cref="FailureVerdicts"/>).</remarks>
public sealed class FailureJudgement
{
    private FailureJudgement(FailureVerdict verdict, IReadOnlyList<ZoneJudgement> zones, ZoneJudge? judge) =>
        (Verdict, Zones, _judge) = (verdict, zones, judge);

    private readonly ZoneJudge? _judge;

    /// <summary>Why it failed.</summary>
    public FailureVerdict Verdict { get; }

    /// <summary>The zones of the dump; empty without one.</summary>
    public IReadOnlyList<ZoneJudgement> Zones { get; }

    /// <summary>True if no dump was at hand, or it told too little: the verdict is by the first lines alone.</summary>
    public bool IsByHeader { get; private init; }

    /// <summary>True if a zone could have served it by the time the dump was made.</summary>
    public bool CouldBeServedLater { get; private init; }

    /// <summary>Blocks of an order in a zone of <see cref="Zones"/> that the allocation could have been
    /// given.</summary>
    public ulong Suitable(DumpZone zone, int order) => _judge?.Suitable(zone, order) ?? 0;

    /// <summary>Judges a failure.</summary>
    public static FailureJudgement Of(FailureEvent failure)
    {
        var verdict = OfWords(failure);
        var isJudged = failure.Order is >= 0 and <= Order.Max && failure.Evidence.Dump.IsEvidence
            && failure.Failure.Kind is FailureKind.PageAllocationFailure or FailureKind.Stall or FailureKind.Oom
                or FailureKind.Slub or FailureKind.Vmalloc;
        if (!isJudged || failure.Order is not { } order)
        {
            return new FailureJudgement(verdict ?? ByHeader(failure), [], judge: null)
            {
                IsByHeader = verdict is null && failure.Failure.IsFailure,
            };
        }

        var judge = new ZoneJudge(
            failure.Evidence.Dump, failure.Failure.Flags, failure.Failure.CouldNotWait, order, NodesOf(failure));
        var zones = new List<ZoneJudgement>();
        foreach (var zone in failure.Evidence.Dump.Zones)
        {
            zones.Add(judge.Of(zone));
        }

        var fromZones = verdict is null ? OfZones(failure, order, zones) : null;
        return new FailureJudgement(verdict ?? fromZones ?? ByHeader(failure), zones, judge)
        {
            IsByHeader = verdict is null && fromZones is null,
            CouldBeServedLater = zones.Exists(zone => zone.CouldServe),
        };
    }

    // What the log says outright leaves nothing to work out.
    private static FailureVerdict? OfWords(FailureEvent failure)
    {
        var (header, evidence) = (failure.Failure, failure.Evidence);
        var dump = evidence.Dump;
        return evidence.IsCgroup && header.Kind is FailureKind.Oom or FailureKind.OomKill or FailureKind.Slub
                && evidence.IsCgroup ? FailureVerdict.CgroupLimit
            : header.Reason is not (FailureReason.None or FailureReason.PagesRanOut or FailureReason.PoolFull
                or FailureReason.PagesBusy) ? header.Verdict
            : header is { Kind: FailureKind.Vmalloc, Reason: FailureReason.None }
                ? evidence.HasNoAddresses ? FailureVerdict.AddressSpace : OfSize(header.Number, dump)
            : header.Kind == FailureKind.Cma && evidence.CmaArea is { } area ? OfArea(header.Number ?? 0, area)
            : null;
    }

    // A vmalloc failure that names no reason happened before any page was taken: too large, or no addresses.
    private static FailureVerdict? OfSize(ulong? bytes, MemoryDump dump) =>
        bytes is not { } wanted || dump.TotalPages is not { } pages ? null
        : wanted / 1024 / (ulong)(dump.PageKib ?? 4) > (ulong)pages ? FailureVerdict.Size
        : FailureVerdict.AddressSpace;

    private static FailureVerdict? OfArea(ulong pages, (long Free, long Total) area) =>
        pages > (ulong)Math.Max(0, area.Total) ? FailureVerdict.Size
        : pages > (ulong)Math.Max(0, area.Free) ? FailureVerdict.LowMemory
        : null;

    private static FailureVerdict ByHeader(FailureEvent failure) =>
        failure.Failure.Kind == FailureKind.Slub
            ? FailureVerdicts.OfOrder(failure.Failure, failure.Order)
            : failure.Failure.Verdict;

    private static FailureVerdict? OfZones(FailureEvent failure, int order, List<ZoneJudgement> zones)
    {
        var byOrder = FailureVerdicts.OfOrder(failure.Failure, order);
        if (byOrder == FailureVerdict.Harmless)
        {
            return byOrder;
        }

        var allowed = zones.FindAll(zone => zone.IsAllowed);
        if (allowed.Count == 0)
        {
            return FailureVerdict.NoZone;
        }

        var isAtomic = failure.Failure.CouldNotWait && order > 0;
        return Has(ZoneObstacle.None) ? byOrder
            : Has(ZoneObstacle.NoBlock) || Has(ZoneObstacle.OnlyHighAtomic) ? byOrder
            : Has(ZoneObstacle.OnlyCma) || allowed.Exists(IsCmaAllThatIsLeft) ? FailureVerdict.Cma
            : Has(ZoneObstacle.Watermark) ? (isAtomic ? FailureVerdict.AtomicReserve : FailureVerdict.Watermark)
            : Has(ZoneObstacle.LowMemory) ? (isAtomic && order <= FailureVerdicts.CostlyOrder
                ? FailureVerdict.AtomicReserve : FailureVerdict.LowMemory)
            : Has(ZoneObstacle.Protected) && !Has(ZoneObstacle.Unknown) ? FailureVerdict.Watermark
            : null;

        bool Has(ZoneObstacle obstacle) => allowed.Exists(zone => zone.Obstacle == obstacle);
    }

    // Free memory is above the watermark only as long as CMA counts.
    private static bool IsCmaAllThatIsLeft(ZoneJudgement zone) =>
        zone.Obstacle == ZoneObstacle.LowMemory && zone.Zone.CmaKib > 0
        && zone.UsableKib + zone.Zone.CmaKib > zone.MarkKib + zone.ProtectedKib;

    private static NodeList? NodesOf(FailureEvent failure)
    {
        var text = failure.NodeMask
            ?? (failure.Failure.Flags.IsHardwall ? failure.MemsAllowed : null)
            ?? (failure.Failure.Kind == FailureKind.Slub && failure.Failure.Flags.IsThisNode
                ? failure.Failure.Node?.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        return text is not null && NodeList.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var nodes)
            && nodes.Nodes.Length > 0 ? nodes : null;
    }
}
