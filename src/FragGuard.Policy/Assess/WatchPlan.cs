using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A watch with its order worked out for this machine.</summary>
internal sealed record WatchPlan(int Index, WatchSettings Settings, int Order, int PageBytes)
{
    /// <summary>The name of the watch that a page allocation failure in the kernel log makes.</summary>
    internal const string KernelLogName = "kernel-log";

    // A failure proves that the kernel could not serve the order; by the next look the failed caller may have freed what it
    // held. A handful of blocks is no recovery. 8 order-10 blocks are 32 MiB: little enough to get back.
    private const ulong FailureFloorBlocks = 8;

    internal bool IsFromKernelLog => Settings.Name == KernelLogName;

    internal static WatchPlan ForFailure(int index, int order, int pageBytes)
    {
        var settings = new WatchSettings
        {
            Name = KernelLogName,
            Order = new OrderSetting(OrderUnit.Order, (ulong)order),
            Floor = Amount.Blocks(FailureFloorBlocks),
            For = TimeSpan.Zero,
        };
        return new WatchPlan(index, settings, order, pageBytes);
    }

    /// <summary>The watch's view of a zone of this size, with nothing read yet.</summary>
    internal WatchedZone View(ZoneId id, ulong managedPages)
    {
        var floor = Settings.Floor?.InBlocks(Order, PageBytes, managedPages) ?? 0;
        var clear = Settings.Clear?.InBlocks(Order, PageBytes, managedPages) ?? floor + ((floor + 1) / 2);
        return new WatchedZone
        {
            Watch = Index,
            WatchName = Settings.Name,
            Id = id,
            Order = Order,
            FloorBlocks = floor,
            ClearBlocks = Math.Max(clear, floor),
        };
    }

    internal bool IsTooLow(in WatchedZone zone) =>
        zone.Suitable < zone.FloorBlocks || zone.UnusablePermille > (Settings.UnusableAbovePermille ?? 1000);

    internal bool IsClear(in WatchedZone zone) =>
        zone.Suitable >= zone.ClearBlocks && zone.UnusablePermille < (Settings.ClearBelowPermille ?? 1001);

    /// <summary>The zone's next state: hysteresis and <c>for</c>.</summary>
    internal WatchedZone Step(WatchedZone zone, bool isPredicted, TimeSpan now)
    {
        var tooLow = IsTooLow(zone);
        var state = zone.State switch
        {
            ZoneState.Breached => IsClear(zone) && !isPredicted ? ZoneState.Ok : ZoneState.Breached,
            _ when !tooLow && !isPredicted => ZoneState.Ok,
            ZoneState.Falling when now - zone.Since >= Settings.For => ZoneState.Breached,
            _ => Settings.For <= TimeSpan.Zero ? ZoneState.Breached : ZoneState.Falling,
        };
        return zone with
        {
            State = state,
            Since = state == zone.State ? zone.Since : now,
            IsPredicted = isPredicted && !tooLow,
            Diagnosis = state == ZoneState.Breached ? zone.Diagnosis : null,
        };
    }
}
