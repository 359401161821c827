using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What is to be made so: this many free blocks.</summary>
/// <param name="Order">Of this order.</param>
/// <param name="Blocks">So many, over all zones together.</param>
/// <param name="Node">On this NUMA node; null for all nodes together.</param>
/// <param name="Timeout">Or else no, after this time.</param>
internal sealed record EnsureRequest(int Order, ulong Blocks, int? Node, TimeSpan Timeout)
{
    private const string WatchName = "ensure";

    /// <summary>Does not mind how long the machine has been up, what time of day it is, and what a rung has cost or
    /// how often it ran. Pressure and dirty pages count always.</summary>
    internal bool IsForced { get; init; }

    /// <summary>The settings in force as a climb for this request: one watch, no waiting, and the rungs that gain
    /// blocks.</summary>
    /// <remarks>A zone is breached while it alone has fewer than all the blocks that are wanted: so every zone is, as
    /// long as all together have fewer. Tuned settings, reboots and hooks are the guard's: a command that is over in
    /// a minute has no business with them.</remarks>
    internal GuardSettings Settings(GuardSettings settings) => settings with
    {
        Watches =
        [
            new WatchSettings
            {
                Name = WatchName,
                Order = new OrderSetting(OrderUnit.Order, (ulong)Order),
                Floor = Amount.Blocks(Blocks),
                Clear = Amount.Blocks(Blocks),
                For = TimeSpan.Zero,
                Nodes = Node is { } node ? [node] : [],
            },
        ],
        Gates = IsForced ? settings.Gates with { MinUptime = TimeSpan.Zero, Windows = [] } : settings.Gates,
        Incident = settings.Incident with { RelapseWindow = TimeSpan.Zero },
        Ladder = IsForced ? Unpaced(settings.Ladder) : settings.Ladder,
    };

    /// <summary>The rungs that this has no business with.</summary>
    internal static bool IsLeftOut(RemedySettings remedy) => remedy.IsEscalation || remedy.Definition.HoldsKnobs;

    /// <summary>How many there are, over the zones that count.</summary>
    internal static ulong CountIn(Assessment zones)
    {
        var blocks = 0UL;
        foreach (ref readonly var zone in zones.Zones)
        {
            blocks = zone.WatchName == WatchName ? Saturated(blocks, zone.Suitable) : blocks;
        }

        return blocks;
    }

    private static ulong Saturated(ulong one, ulong other) => one > ulong.MaxValue - other ? ulong.MaxValue : one
        + other;

    private static ValueList<RungSettings> Unpaced(ValueList<RungSettings> ladder)
    {
        var rungs = new List<RungSettings>();
        foreach (var rung in ladder)
        {
            rungs.Add(rung with
            {
                Cooldown = TimeSpan.Zero,
                MaxCooldown = TimeSpan.Zero,
                MaxStallBasisPoints = null,
                MaxRereadBytesPerSecond = null,
                PerHour = null,
                PerDay = null,
            });
        }

        return [.. rungs];
    }
}

/// <summary>What came of it.</summary>
/// <param name="IsThere">The blocks are there.</param>
/// <param name="Before">How many there were.</param>
/// <param name="After">How many there are.</param>
/// <param name="Length">How long it took.</param>
internal sealed record EnsureResult(bool IsThere, ulong Before, ulong After, TimeSpan Length)
{
    /// <summary>What was tried and what was not, in order.</summary>
    internal IReadOnlyList<EnsureAttempt> Attempts { get; init; } = [];

    /// <summary>Why not, as a sentence without a full stop; null where the blocks are there.</summary>
    internal string? Why { get; init; }

    /// <summary>This process may not write kernel files.</summary>
    internal bool IsDenied { get; init; }
}

/// <summary>A rung that was tried, or passed over.</summary>
/// <param name="Rung">Its place on the ladder, from 1.</param>
/// <param name="Remedy">Its remedy.</param>
/// <param name="Outcome">What came of it: a word of fragguard(8).</param>
/// <param name="Gain">Blocks that the breached zones gained; null where that is not known.</param>
/// <param name="Duration">How long its writes took.</param>
/// <param name="Reason">Why it did not run, or failed; empty for none.</param>
internal sealed record EnsureAttempt(
    int Rung, string Remedy, string Outcome, long? Gain, TimeSpan Duration, string Reason);
