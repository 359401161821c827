namespace FragGuard.Policy;

/// <summary>What a rung achieved: the same zones before it and after it settled.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Reason">Why, for outcomes that need one.</param>
/// <param name="After">Blocks of the order in the zones now.</param>
/// <param name="Gain">After minus before.</param>
/// <remarks>The kernel's success code proves nothing: compaction that moved not one page reports success too.</remarks>
public readonly record struct Verdict(Outcome Outcome, Reason Reason, ulong After, long Gain)
{
    /// <summary>A gain below this share of what was missing is noise: one in so many.</summary>
    public const int WorthwhileShare = 10;

    /// <summary>True if the run was of some use; false doubles the rung's cooldown.</summary>
    public bool IsFruitful => Outcome is Outcome.Recovered or Outcome.Partial;

    /// <summary>Judges a run whose writes have ended.</summary>
    public static Verdict Of(BreachSummary before, RungResult result, Assessment seen)
    {
        var (after, isBreached) = before.Now(seen);
        var gain = (long)(after - before.Suitable);
        var (outcome, reason) = result.End switch
        {
            RungEnd.DryRun => (Outcome.Skipped, new Reason(ReasonCode.DryRun)),
            RungEnd.NothingToDo => (Outcome.Skipped, new Reason(ReasonCode.AlreadySet)),
            RungEnd.Busy => (Outcome.Skipped, new Reason(ReasonCode.WriterBusy)),
            RungEnd.Failed => (Outcome.Failed, new Reason(ReasonCode.KernelError, Text: result.Text)),
            RungEnd.TimedOut => (Outcome.TimedOut, new Reason(ReasonCode.KernelError, Text: result.Text)),
            _ when !isBreached => (Outcome.Recovered, default),
            _ => (IsWorthwhile(gain, before.MissingBlocks) ? Outcome.Partial : Outcome.NoGain, default(Reason)),
        };
        return new Verdict(outcome, reason, after, gain);
    }

    private static bool IsWorthwhile(long gain, ulong missing) => gain > 0 && (UInt128)gain * WorthwhileShare >= missing;
}
