namespace FragGuard.Policy;

/// <summary>What the runs of one remedy at one order came to.</summary>
/// <param name="remedy">The remedy.</param>
/// <param name="order">The order; null where the journal does not say.</param>
public sealed class RemedyTotals(string remedy, int? order)
{
    /// <summary>The remedy.</summary>
    public string Remedy => remedy;

    /// <summary>The order; null where the journal does not say.</summary>
    public int? Order => order;

    /// <summary>Runs.</summary>
    public long Tried { get; private set; }

    /// <summary>Runs after which every zone was clear.</summary>
    public long Healed { get; private set; }

    /// <summary>Runs that gained, but not enough.</summary>
    public long Partial { get; private set; }

    /// <summary>Runs that gained nothing worth the name.</summary>
    public long NoGain { get; private set; }

    /// <summary>Runs that the kernel refused, or that were killed at their timeout.</summary>
    public long Failed { get; private set; }

    /// <summary>How often it was told that the rung does not run.</summary>
    public long Skipped { get; private set; }

    /// <summary>Why it was skipped last.</summary>
    public string? LastSkip { get; private set; }

    /// <summary>What runs gained, in blocks of the order.</summary>
    public Distribution Gains { get; } = new();

    /// <summary>What runs cost, in milliseconds.</summary>
    public Distribution CostsMs { get; } = new();

    /// <summary>What was read again because of them.</summary>
    public long RereadBytes { get; private set; }

    internal void Skip(string? reason)
    {
        Skipped++;
        LastSkip = reason ?? LastSkip;
    }

    internal void Add(in PastRun run)
    {
        Tried++;
        Healed += run.Outcome == "recovered" ? 1 : 0;
        Partial += run.Outcome == "partial" ? 1 : 0;
        NoGain += run.Outcome == "no-gain" ? 1 : 0;
        Failed += run.Outcome is "failed" or "timed-out" ? 1 : 0;
        CostsMs.Add(run.CostMs);
        RereadBytes += run.RereadBytes;
        if (run.Gain is { } gain && run.Outcome is "recovered" or "partial" or "no-gain")
        {
            Gains.Add(run.Gain ?? 0);
        }
    }
}

/// <summary>What one watch came to.</summary>
/// <param name="watch">Its name.</param>
public sealed class WatchTotals(string watch)
{
    /// <summary>Its name.</summary>
    public string Watch => watch;

    /// <summary>Incidents that it opened.</summary>
    public long Incidents { get; private set; }

    /// <summary>Incidents that ended by themselves, without a rung.</summary>
    public long HealedByThemselves { get; private set; }

    /// <summary>Incidents that ended after a rung.</summary>
    public long HealedByRungs { get; private set; }

    /// <summary>Incidents in which every rung was tried in vain.</summary>
    public long Exhausted { get; private set; }

    /// <summary>For how long zones were below the watch's floor: the time of its incidents.</summary>
    public TimeSpan Below { get; private set; }

    /// <summary>How long its incidents were that were closed, in milliseconds.</summary>
    public Distribution LengthsMs { get; } = new();

    internal void Add(PastIncident incident)
    {
        Incidents++;
        HealedByThemselves += incident.CloseReason == "healed-by-itself" ? 1 : 0;
        HealedByRungs += incident.CloseReason == "healed-by-rung" ? 1 : 0;
        Exhausted += incident.WasExhausted ? 1 : 0;
        Below += incident.Length;
        if (incident.End == PastIncidentEnd.Closed)
        {
            LengthsMs.Add((long)incident.Length.TotalMilliseconds);
        }
    }
}
