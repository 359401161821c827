using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A zone as the guard sees it. What the guard did not write down is null.</summary>
/// <param name="Watch">The watch's name.</param>
/// <param name="Id">The zone.</param>
/// <param name="State">How it stands.</param>
/// <param name="Order">The watched order.</param>
/// <param name="Floor">The floor in blocks.</param>
internal sealed record DaemonZone(string Watch, ZoneId Id, ZoneState State, int? Order, ulong? Floor)
{
    /// <summary>So many blocks end a breach.</summary>
    internal ulong? Clear { get; init; }

    /// <summary>Since when it has stood so, on the guard's clock.</summary>
    internal TimeSpan? Since { get; init; }

    /// <summary>It is not low yet: its trend says that it will be.</summary>
    internal bool IsPredicted { get; init; }

    /// <summary>Programs stall too often.</summary>
    internal bool IsStalling { get; init; }
}

/// <summary>A watch that the guard has in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Order">What it asks for.</param>
/// <param name="Terms">When it is breached.</param>
internal sealed record DaemonWatch(string Name, OrderSetting Order, WatchTerms Terms)
{
    /// <summary>It is on only while this window is open; null for always.</summary>
    internal string? During { get; init; }
}

/// <summary>A window that is open, as the guard sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Until">When it ends by itself, on the guard's clock.</param>
internal readonly record struct DaemonWindow(string Name, TimeSpan Until);

/// <summary>Something that the guard did.</summary>
/// <param name="Text">What, in a sentence.</param>
/// <param name="At">When, on the guard's clock; null where it did not write it down.</param>
internal readonly record struct DaemonAction(string Text, TimeSpan? At);

/// <summary>A rung that has run, and until when it rests.</summary>
/// <param name="Rung">Its place on the ladder, from 1.</param>
/// <param name="Remedy">Its remedy.</param>
/// <param name="Until">When it may run again, on the guard's clock.</param>
/// <param name="CostMs">What its last run cost: its duration, or the stall after it.</param>
/// <param name="RereadBytes">What was read again because of it.</param>
/// <param name="NoGainRuns">How many runs in a row gained nothing.</param>
internal sealed record DaemonRest(
    int Rung, string Remedy, TimeSpan Until, ulong CostMs, ulong RereadBytes, ulong NoGainRuns)
{
    /// <summary>Why it rests, in a sentence without a full stop; null if it may run.</summary>
    internal string? Words(TimeSpan now)
    {
        if (Until <= now)
        {
            return null;
        }

        var cost = CostMs > 0 ? $"its last run cost {Quantity.Time(TimeSpan.FromMilliseconds(CostMs))} of stall"
            : "it ran not long ago";
        var reread = RereadBytes > 0 ? $" and {Quantity.Long((UInt128)RereadBytes)} of re-reads" : "";
        var gained = NoGainRuns > 0 ? $"; {Quantity.Of(NoGainRuns, "run")} in a row gained nothing" : "";
        return $"{Remedy} (rung {Rung}) may run again in {Quantity.Time(Until - now)}: {cost}{reread}{gained}";
    }
}
