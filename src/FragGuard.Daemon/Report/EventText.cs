using System.Globalization;
using System.Text;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Policy's events as sentences: what an engineer at three in the morning needs to read.</summary>
internal static class EventText
{
    private const int MostlyUnmovablePermille = 500;

    internal static string Of(PolicyEvent told, UnmovableShare? unmovable = null) => told.Kind switch
    {
        PolicyEventKind.IncidentOpened => Opened(told),
        PolicyEventKind.RungStarted => $"{Rung(told)} begins: {Place(told)} has {told.Before} blocks of order {told.Order}",
        PolicyEventKind.RungSkipped => $"{Rung(told)} does not run: {told.Reason}",
        PolicyEventKind.RungFinished => Finished(told),
        PolicyEventKind.IncidentClosed => $"incident {told.Incident} closed after {Time(told.Duration!.Value)}: every watch is clear, {told.Reason}",
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
        var text = new StringBuilder($"incident {told.Incident}: {Place(told)} has {told.Before} blocks of order {told.Order}");
        if (told.Floor > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", floor {told.Floor}");
        }

        text.Append(CultureInfo.InvariantCulture, $" ({told.UnusablePermille}/1000 of its free memory is unusable for it): ");
        text.Append(told.Diagnosis == Diagnosis.LowMemory
            ? "low memory, which compaction cannot help"
            : "fragmented");
        text.Append(CultureInfo.InvariantCulture, $" [watch {told.Watch}]");
        return told.Reason.Code == ReasonCode.None ? text.ToString() : text.Append("; ").Append(told.Reason).ToString();
    }

    private static string Finished(PolicyEvent told)
    {
        var text = new StringBuilder($"{Rung(told)}: {told.Outcome?.Word()}");
        if (told.Reason.Code != ReasonCode.None)
        {
            text.Append(": ").Append(told.Reason);
        }

        if (told.Outcome is not (Outcome.Skipped or Outcome.Failed))
        {
            text.Append(CultureInfo.InvariantCulture, $": {told.Before} -> {told.After} blocks of order {told.Order} ({told.Gain:+0;-0;0}) in {Time(told.Duration ?? default)}");
            AppendCost(text, told.Cost);
        }

        return text.ToString();
    }

    private static void AppendCost(StringBuilder text, CostCounters cost)
    {
        if (cost.MigratedPages > 0 || cost.ScannedPages > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {cost.MigratedPages ?? 0} pages moved, {cost.FailedPages ?? 0} could not be");
        }

        if (cost.StallUs > 1000)
        {
            text.Append(CultureInfo.InvariantCulture, $", {cost.StallUs / 1000} ms of memory stall");
        }
    }

    private static string Exhausted(PolicyEvent told, UnmovableShare? unmovable)
    {
        var tried = new StringBuilder();
        foreach (var attempt in told.Attempts)
        {
            tried.Append(tried.Length > 0 ? ", " : "")
                .Append(CultureInfo.InvariantCulture, $"{attempt.Remedy} {attempt.Outcome.Word()} ({attempt.Gain:+0;-0;0} blocks)");
        }

        var words = told.Attempts.Count == 0 ? "No remedy was tried, for the ladder has none that could run here" : $"Tried: {tried}";
        return $"ladder exhausted: {Place(told)} still has {told.After} blocks of order {told.Order}, floor {told.Floor}. {words}. {Cause(told, unmovable)}. "
            + $"Next climb in {Time(TimeSpan.FromMilliseconds(told.Reason.Value))}";
    }

    // Only a remedy that was carried out and gained nothing says anything of the pages.
    private static string Cause(PolicyEvent told, UnmovableShare? unmovable)
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
            : "Nothing was carried out, so that nothing is known of the cause";
    }

    // Where most pageblocks are movable, unmovable ones alone cannot be why nothing was gained.
    private static string LikelyCause(Diagnosis? diagnosis, UnmovableShare? unmovable)
    {
        if (diagnosis == Diagnosis.LowMemory)
        {
            return "The zone is short of free memory: look at what uses it";
        }

        var share = unmovable is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Permille / 10.0:0.0} % of the zone's pageblocks") : null;
        return unmovable is { Permille: < MostlyUnmovablePermille }
            ? $"Pages that cannot be moved as they are used now (pinned, locked, being written) are the likely cause: only {share} hold "
                + "unmovable or reclaimable pages; if later climbs gain nothing either, find what pins them, or drain the host"
            : $"Unmovable pages are the likely cause{(share is null ? "" : $": {share} hold unmovable or reclaimable pages")}; compaction cannot "
                + "move them, so drain the host and reboot it, or stop what holds them";
    }

    private static string Place(PolicyEvent told) => told.Zone?.ToString() ?? "";

    private static string Rung(PolicyEvent told) => $"rung {told.Rung} {told.Remedy}";

    private static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(10)
        ? $"{(long)time.TotalMilliseconds} ms"
        : time < TimeSpan.FromMinutes(2) ? $"{(long)time.TotalSeconds} s" : $"{(long)time.TotalMinutes} min";
}
