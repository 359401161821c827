namespace FragGuard.Policy;

/// <summary>What came of a rung.</summary>
public enum Outcome
{
    /// <summary>Every zone that was breached is clear.</summary>
    Recovered,

    /// <summary>It gained, but not enough.</summary>
    Partial,

    /// <summary>It gained nothing worth the name: less than a tenth of what was missing.</summary>
    NoGain,

    /// <summary>The kernel refused.</summary>
    Failed,

    /// <summary>It was killed at its timeout.</summary>
    TimedOut,

    /// <summary>It did not run; the reason says why.</summary>
    Skipped,

    /// <summary>An escalation rung was carried out: it is not meant to gain anything.</summary>
    Done,

    /// <summary>A replay: the zones did not recover in the trace, which cannot show what the rung would have
    /// gained.</summary>
    Unknown,
}

/// <summary>The words for outcomes.</summary>
public static class Outcomes
{
    /// <summary>The word in the journal, in JSON and on the terminal.</summary>
    public static string Word(this Outcome outcome) => outcome switch
    {
        Outcome.Recovered => "recovered",
        Outcome.Partial => "partial",
        Outcome.NoGain => "no-gain",
        Outcome.Failed => "failed",
        Outcome.TimedOut => "timed-out",
        Outcome.Done => "done",
        Outcome.Unknown => "unknown",
        _ => "skipped",
    };
}
