using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A watch with its order worked out for this machine.</summary>
/// <param name="Index">Its place in the settings; those made from failures in the kernel log follow behind.</param>
/// <param name="Settings">What it asks for.</param>
/// <param name="Order">The order on this machine.</param>
/// <param name="PageBytes">The page size.</param>
/// <param name="IsFromKernelLog">Made from a failure in the kernel log.</param>
internal sealed record WatchPlan(
    int Index, WatchSettings Settings, int Order, int PageBytes, bool IsFromKernelLog = false)
{
    /// <summary>The name of the watch that a page allocation failure in the kernel log makes.</summary>
    internal const string KernelLogName = "kernel-log";

    // A failure proves that the kernel could not serve the order; by the next look the failed caller may have freed
    // what it held. A handful of blocks is no recovery, but large ones need not be many: 8 blocks, or 32 MiB, or a 16th
    // of the zone.
    private const ulong FailureFloorBlocks = 8;
    private const ulong FailureFloorBytes = 32UL << 20;
    private const ulong FailureFloorShare = 16;

    // A failure has happened: zones count that are too small for an alarm by themselves, but not the DMA zone of a PC.
    private const ulong FailureMinZoneBytes = 32UL << 20;

    internal static WatchPlan ForFailure(int index, int order, int pageBytes)
    {
        var blocks = FailureFloorBytes / ((ulong)pageBytes << order);
        var settings = new WatchSettings
        {
            Name = KernelLogName,
            Order = new OrderSetting(OrderUnit.Order, (ulong)order),
            Floor = Amount.Blocks(Math.Clamp(blocks, 1, FailureFloorBlocks)),
            For = TimeSpan.Zero,
            MinZoneBytes = FailureMinZoneBytes,
        };
        return new WatchPlan(index, settings, order, pageBytes, IsFromKernelLog: true);
    }

    /// <summary>True if the watch is about this zone. A kernel without blocks of the order has none to run out
    /// of.</summary>
    internal bool Covers(ZoneId id, ulong sizePages, int orders) =>
        Order < orders && Settings.Covers(id, sizePages, PageBytes);

    /// <summary>The watch's view of a zone of this size, with nothing read yet.</summary>
    internal WatchedZone View(ZoneId id, ulong managedPages)
    {
        var floor = Settings.Floor?.InBlocks(Order, PageBytes, managedPages) ?? 0;
        if (IsFromKernelLog && managedPages > 0)
        {
            floor = Math.Clamp(managedPages / FailureFloorShare >> Order, 1, floor);
        }

        var clear = Settings.Clear?.InBlocks(Order, PageBytes, managedPages) ?? floor + ((floor + 1) / 2);
        return new WatchedZone
        {
            Watch = Index,
            WatchName = Settings.Name,
            Id = id,
            Order = Order,
            FloorBlocks = floor,
            ClearBlocks = Math.Max(clear, floor),
            StallsAbove = Settings.StallsAbove ?? 0,
        };
    }

    /// <summary>Brings the zone's state up to date: hysteresis and <c>for</c>.</summary>
    internal void Step(ref WatchedZone zone, bool isPredicted, TimeSpan now)
    {
        var tooLow = IsTooLow(zone);
        zone.IsPredicted = isPredicted && !tooLow;
        var state = StateAfter(zone, tooLow || isPredicted, now);
        if (state != zone.State)
        {
            (zone.State, zone.Since) = (state, now);
        }

        zone.IndexBlocks = zone.IsBreached ? IndexBlocks(zone) : 0;
        zone.Diagnosis = zone.IsBreached ? zone.Diagnosis : null;
    }

    /// <summary>Brings up to date whether programs stall too often: it begins above the limit in the last minute, while
    /// it still goes on, and ends at half of it in the last ten seconds. What is not known changes nothing.</summary>
    internal void StepStalls(ref WatchedZone zone, StallRate stalls, TimeSpan now)
    {
        if (Settings.StallsAbove is not { } limit)
        {
            zone.IsStalling = false;
            return;
        }

        (zone.StallsPerMinute, zone.RecentStallsPerMinute) = (stalls.PerMinute, stalls.RecentPerMinute);
        if (stalls.IsLost(now))
        {
            (zone.IsStalling, zone.StallsPerMinute, zone.RecentStallsPerMinute) = (false, null, null);
        }
        else if (stalls.RecentPerMinute is { } recent)
        {
            zone.IsStalling = recent > limit / 2 && (zone.IsStalling || stalls.PerMinute > limit);
        }
    }

    private ZoneState StateAfter(in WatchedZone zone, bool isBad, TimeSpan now) => zone.State switch
    {
        ZoneState.Breached => IsClear(zone) && !zone.IsPredicted ? ZoneState.Ok : ZoneState.Breached,
        _ when !isBad => ZoneState.Ok,
        ZoneState.Falling when now - zone.Since >= Settings.For => ZoneState.Breached,
        _ => Settings.For <= TimeSpan.Zero ? ZoneState.Breached : ZoneState.Falling,
    };

    private bool IsTooLow(in WatchedZone zone) =>
        zone.Suitable < zone.FloorBlocks || zone.UnusablePermille > (Settings.UnusableAbovePermille ?? 1000)
        || zone.IsStalling;

    private bool IsClear(in WatchedZone zone) =>
        zone.Suitable >= zone.ClearBlocks && zone.UnusablePermille < (Settings.ClearBelowPermille ?? 1001)
        && !zone.IsStalling;

    // As many blocks of what is free now bring the index under its clear level.
    private ulong IndexBlocks(in WatchedZone zone)
    {
        if (Settings.ClearBelowPermille is not { } permille || zone.UnusablePermille < permille)
        {
            return 0;
        }

        var usablePages = (UInt128)zone.FreePages * (ulong)Math.Clamp(1000 - permille, 0, 1000) / 1000;
        return (ulong)(usablePages >> Order) + 1;
    }
}
