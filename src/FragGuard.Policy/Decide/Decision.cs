using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>What to do on this tick.</summary>
public enum DecisionKind
{
    /// <summary>Nothing; the reason says why.</summary>
    Wait,

    /// <summary>Carry out a rung.</summary>
    Run,

    /// <summary>Put back what rungs with <c>restore = "on_clear"</c> have tuned.</summary>
    Restore,
}

/// <summary>What to do on this tick, and why.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reason">Why; every decision has one.</param>
/// <param name="Rung">The rung's place in the settings; only for <see cref="DecisionKind.Run"/>.</param>
/// <param name="Nodes">The NUMA nodes it is for; only for <see cref="DecisionKind.Run"/>.</param>
public readonly record struct Decision(DecisionKind Kind, Reason Reason, int Rung = -1, ValueList<int> Nodes = default)
{
    /// <summary>Nothing, for this reason.</summary>
    public static Decision Wait(ReasonCode code, long value = 0) => new(DecisionKind.Wait, new Reason(code, value));
}

/// <summary>What policy sees on one tick.</summary>
/// <param name="Zones">How the watched zones stand.</param>
/// <param name="Host">How the host fares; need not be filled in while everything is healthy.</param>
/// <param name="Unavailable">For each rung why it can never run here; <see cref="ReasonCode.None"/> where it can. May
/// be shorter than the ladder.</param>
/// <param name="Result">How the rung that was running ended; null while it runs, and while none does.</param>
/// <param name="Undone">The rungs whose settings were in force and, as a look at the files shows, are not any
/// more.</param>
public readonly record struct Observation(
    Assessment Zones,
    HostState? Host = null,
    ValueList<Reason> Unavailable = default,
    RungResult? Result = null,
    ValueList<int> Undone = default)
{
    /// <summary>How the host fares.</summary>
    public HostState Host { get; init; } = Host ?? HostState.Unknown;
}

/// <summary>What one step of the ladder gives.</summary>
/// <param name="State">The next state.</param>
/// <param name="Decision">What to do.</param>
/// <param name="Events">What to tell, in order.</param>
public readonly record struct LadderStep(LadderState State, Decision Decision, ImmutableArray<PolicyEvent> Events);
