using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Policy's events as sentences: what an engineer at three in the morning needs to read.</summary>
internal static class EventText
{
    private const int MostlyUnmovablePermille = 500;

    internal static string Of(PolicyEvent told, UnmovableShare? unmovable = null) => told.Kind switch
    {
        PolicyEventKind.IncidentOpened => Opened(told),
        PolicyEventKind.RungStarted => $"{Rung(told)} started: {BreachText.Have(told, told.Before)}",
        PolicyEventKind.RungSkipped => $"{Rung(told)} skipped: {told.Reason}",
        PolicyEventKind.RungFinished => Finished(told),
        PolicyEventKind.IncidentClosed => Closed(told),
        _ => Exhausted(told, unmovable),
    };

    internal static string Of(TunableChange change) => change switch
    {
        { IsForeign: true } => $"{change.Knob} is {change.Before}, which somebody else has set: it is left alone "
            + $"(before FragGuard it was {change.After})",
        { IsRestored: true } => $"{change.Knob} put back from {change.Before} to {change.After}",
        _ => $"{change.Knob} set from {change.Before} to {change.After}",
    };

    private static string Opened(PolicyEvent told)
    {
        var have = $"{BreachText.Have(told, told.Before)}{BreachText.Floor(told)}";
        var pieces = $"{Quantity.Percent(told.UnusablePermille ?? 0)} of its free memory is in smaller pieces";
        var text = new StringBuilder($"incident {told.Incident}: {have} ({pieces}): ");
        text.Append(told.Diagnosis == Diagnosis.LowMemory
            ? "low memory, which compaction cannot help"
            : told.IsDiagnosisAssumed
                ? "taken for fragmented, since its watermarks cannot be read; it may as well be short of memory"
                : "fragmented");
        text.Append(CultureInfo.InvariantCulture, $" [watch {told.Watch}]");
        text.Append(told.Reason.Code == ReasonCode.None ? "" : "; ").Append(told.Reason);
        return text.Append(BreachText.Stalls(told)).ToString();
    }

    private static string Closed(PolicyEvent told) =>
        $"incident {told.Incident} closed after {Quantity.Time(told.Duration ?? default)}: "
        + (told.Reason.Code == ReasonCode.WindowClosed ? "" : "every watch is clear, ") + told.Reason;

    private static string Finished(PolicyEvent told)
    {
        var text = new StringBuilder($"{Rung(told)}: {told.Outcome?.Word()}");
        if (told.Reason.Code != ReasonCode.None)
        {
            text.Append(": ").Append(told.Reason);
        }

        if (told.Outcome == Outcome.Done)
        {
            // An escalation rung: what the zones have meanwhile is not its doing.
            text.Append(CultureInfo.InvariantCulture, $" in {Quantity.Time(told.Duration ?? default)}");
        }
        else if (told.Outcome is not (Outcome.Skipped or Outcome.Failed) && told.Gain is { } gain)
        {
            var zones = told.Zones.Count > 1 ? $" in {BreachText.Zones(told)} together" : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $": {told.Before} -> {told.After} blocks of order {told.Order}{zones} ({Quantity.Gain(gain)}) in ");
            text.Append(Quantity.Time(told.Duration ?? default));
            AppendCost(text, told.Cost);
            text.Append(BreachText.StallsAfter(told));
            AppendNotes(text, told);
        }

        return told.Outcome is Outcome.Failed or Outcome.TimedOut
            && RemedyCatalog.Find(told.Remedy)?.FailureHint is { } hint
            ? text.Append("; ").Append(hint).ToString()
            : text.ToString();
    }

    private static void AppendCost(StringBuilder text, CostCounters cost)
    {
        if (cost.MigratedPages > 0 || cost.ScannedPages > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $", {Quantity.Of(cost.MigratedPages ?? 0, "page")} moved, {cost.FailedPages ?? 0} failed to migrate");
        }

        if (cost.StallUs > 1000)
        {
            var stall = Quantity.Time(TimeSpan.FromMicroseconds(cost.StallUs.Value));
            text.Append(CultureInfo.InvariantCulture, $", {stall} of memory stall");
        }
    }

    private static void AppendNotes(StringBuilder text, PolicyEvent told)
    {
        if (told.Notes.Rounds > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", in {told.Notes.Rounds} rounds");
        }

        text.Append(told.Notes.Without is { } without ? "; " + without : "");

        if (told.Outcome == Outcome.Recovered)
        {
            return;
        }

        if (told.Notes.StoppedEarly)
        {
            text.Append("; the kernel stopped compaction early");
        }

        if (told.Notes.HiddenPages is { } hidden and > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {Quantity.Of(hidden, "free page")} hidden on per-CPU lists");
        }
    }

    private static string Exhausted(PolicyEvent told, UnmovableShare? unmovable)
    {
        var have = $"{BreachText.Have(told, told.After, still: true)}{BreachText.Floor(told)}";
        if (told.Attempts.Count == 0)
        {
            return $"nothing to try: {have}. The ladder has escalation rungs only, and no remedy. "
                + Untried(told.Diagnosis, unmovable);
        }

        var tried = string.Join(", ", told.Attempts.Select(Tried));
        return $"ladder exhausted: {have}. Tried: {tried}. {Cause(told, unmovable)}. "
            + $"Next attempt in {Quantity.Time(TimeSpan.FromMilliseconds(told.Reason.Value))}";
    }

    private static string Tried(Attempt attempt) =>
        $"{attempt.Remedy} {attempt.Outcome.Word()} ({Quantity.Gain(attempt.Gain)} blocks)";

    /// <summary>Why a ladder was climbed in vain, as a sentence without a full stop.</summary>
    /// <remarks>Only a remedy that was carried out and gained nothing says anything of the pages.</remarks>
    internal static string Cause(PolicyEvent told, UnmovableShare? unmovable)
    {
        foreach (var attempt in told.Attempts)
        {
            if (attempt.Outcome is not (Outcome.Failed or Outcome.Skipped))
            {
                return LikelyCause(told.Diagnosis, unmovable);
            }
        }

        return told.Diagnosis == Diagnosis.LowMemory
            ? LikelyCause(told.Diagnosis, unmovable)
            : "No rung was carried out, so the cause is not known";
    }

    // Nobody can say that compaction does not help where it was not tried.
    private static string Untried(Diagnosis? diagnosis, UnmovableShare? unmovable) => diagnosis == Diagnosis.LowMemory
        ? "The zone is low on memory: look at what uses it"
        : "Free memory is in pieces; whether compaction would help was not tried"
            + (unmovable is { } share ? $" ({Share(share)} hold unmovable or reclaimable pages)" : "");

    // Where most pageblocks are movable, unmovable ones alone cannot be why nothing was gained.
    private static string LikelyCause(Diagnosis? diagnosis, UnmovableShare? unmovable)
    {
        if (diagnosis == Diagnosis.LowMemory)
        {
            return "The zone is low on memory: look at what uses it";
        }

        var share = unmovable is { } known ? Share(known) : null;
        return unmovable is { Permille: < MostlyUnmovablePermille }
            ? "Pages that cannot be moved as they are used now (pinned, locked, being written) are the likely cause: "
                + $"only {share} hold unmovable or reclaimable pages; if later attempts gain nothing either, find what "
                + "pins them, or drain the host"
            : "Unmovable pages are the likely cause"
                + $"{(share is null ? "" : $": {share} hold unmovable or reclaimable pages")}; compaction cannot "
                + "move them, so drain the host and reboot it, or stop what holds them";
    }

    private static string Share(UnmovableShare share) => $"{Quantity.Percent(share.Permille)} of the zone's pageblocks";

    private static string Rung(PolicyEvent told) => $"rung {told.Rung} {told.Remedy}";
}
