namespace FragGuard.Policy;

/// <summary>What a rung achieved: the same zones before it and after it settled.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Reason">Why, for outcomes that need one.</param>
/// <param name="After">Blocks of the order in the zones now.</param>
/// <param name="Gain">After minus before.</param>
/// <param name="IsFruitful">True if the run was of some use; false doubles the rung's cooldown.</param>
/// <remarks>The kernel's success code proves nothing: compaction that moved not one page reports success too. Nor does
/// the lack of one: a run that was killed at its timeout may have gained all that was missing.</remarks>
public readonly record struct Verdict(Outcome Outcome, Reason Reason, ulong After, long Gain, bool IsFruitful)
{
    /// <summary>A gain below this share of what was missing is noise: one in so many.</summary>
    public const int WorthwhileShare = 10;

    /// <summary>Nothing was done, or nothing is left to see it by: the run says nothing about the remedy.</summary>
    public bool TeachesNothing =>
        Outcome == Outcome.Skipped
        || Reason.Code is ReasonCode.ZonesGone or ReasonCode.WindowClosed or ReasonCode.NoStallRate;

    /// <summary>Judges a run whose writes have ended.</summary>
    /// <param name="before">The breach that it was for.</param>
    /// <param name="result">How its writes ended.</param>
    /// <param name="seen">The reading after it.</param>
    /// <param name="isEscalation">An escalation rung: it is not judged by what the zones gained.</param>
    public static Verdict Of(BreachSummary before, RungResult result, Assessment seen, bool isEscalation = false)
    {
        var now = before.Now(seen);
        var hasRecovered = now.Read > 0 && !now.IsBreached;
        var hasGained = hasRecovered || (before.Worst.IsOfStallsAlone
            ? now.Stalls <= before.Worst.StallsPerMinute / 2
            : IsWorthwhile(now.Gain, now.Missing));
        var (outcome, reason, counts) = result.End switch
        {
            RungEnd.DryRun => (Outcome.Skipped, new Reason(ReasonCode.DryRun, Text: result.Text), false),
            RungEnd.NothingToDo => (Outcome.Skipped, new Reason(ReasonCode.AlreadySet), false),
            RungEnd.Busy => (Outcome.Skipped, new Reason(ReasonCode.WriterBusy), false),
            RungEnd.NotStarted => (Outcome.Skipped, new Reason(ReasonCode.NotStarted, Text: result.Text), false),
            RungEnd.Failed => (Outcome.Failed, new Reason(ReasonCode.KernelError, Text: result.Text), false),
            RungEnd.TimedOut =>
                (Outcome.TimedOut, new Reason(ReasonCode.Timeout, (long)result.Duration.TotalMilliseconds), true),
            _ when now.IsGone => (isEscalation ? Outcome.Done : Outcome.NoGain, WhyGone(seen), false),
            _ when hasRecovered => (Outcome.Recovered, default(Reason), true),
            _ when isEscalation => (Outcome.Done, default(Reason), true),
            _ when before.Worst.IsOfStallsAlone && now.Stalls is null =>
                (Outcome.Unknown, new Reason(ReasonCode.NoStallRate), false),
            _ when hasGained => (Outcome.Partial, default(Reason), true),
            _ => (result.IsReplayed ? Outcome.Unknown : Outcome.NoGain, default(Reason), true),
        };
        return new Verdict(outcome, reason, now.After, now.Gain, counts && hasGained);
    }

    private static Reason WhyGone(Assessment seen) => seen.ClosedWindow is { } window
        ? new Reason(ReasonCode.WindowClosed, Text: window)
        : new Reason(ReasonCode.ZonesGone);

    private static bool IsWorthwhile(long gain, ulong missing) =>
        gain > 0 && (UInt128)gain * WorthwhileShare >= missing;
}
