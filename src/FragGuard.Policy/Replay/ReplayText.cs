using System.Buffers;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A replay as lines for people: time, what it is, and a sentence. Byte for byte the same for the same
/// replay.</summary>
/// <remarks><code>
///       120  incident-opened     #1 node 0 zone Normal order 4: 10 blocks, floor 64, fragmented, ... (watch w)
///       120  decision            run rung 1 drop_caches on node 0: 10 blocks, 96 needed
///       126  rung-finished       #1 rung 1 drop_caches: unknown: 10 -> 10 blocks (+0)
/// </code></remarks>
public static class ReplayText
{
    /// <summary>Writes one line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="entry">What.</param>
    /// <param name="settings">The settings of the replay: they name the rungs.</param>
    public static void Write(IBufferWriter<byte> output, in ReplayEntry entry, GuardSettings settings)
    {
        var (name, text) = entry switch
        {
            { Failure: { } failure } => (ReplayNames.AllocationFailure, $"{failure}; {failure.Advice}"),
            { Event: { } told } => (ReplayNames.Of(told.Kind), $"#{told.Incident} {Of(told)}"),
            _ => (ReplayNames.Decision, Of(entry.Decision ?? default, settings)),
        };
        var line =
            string.Create(CultureInfo.InvariantCulture, $"{TraceTime.Seconds(entry.At),10}  {name,-18}  {text}\n");
        output.Write(Encoding.UTF8.GetBytes(line));
    }

    private static string Of(Decision decision, GuardSettings settings) => decision.Kind switch
    {
        DecisionKind.Run => $"run rung {decision.Rung + 1} {settings.Ladder[decision.Rung].Remedy.Name} "
            + $"on {Nodes(decision.Nodes)}: {decision.Reason}",
        DecisionKind.Restore => "restore what is tuned: every watch is clear",
        _ => $"wait: {decision.Reason} ({decision.Reason.Word})",
    };

    private static string Of(PolicyEvent told) => told.Kind switch
    {
        PolicyEventKind.IncidentOpened => Opened(told),
        PolicyEventKind.RungStarted =>
            $"{Rung(told)}: {Blocks(told.Before)} of order {told.Order} in {BreachText.Zones(told)}",
        PolicyEventKind.RungSkipped => $"{Rung(told)}: {told.Reason} ({told.Reason.Word})",
        PolicyEventKind.RungFinished =>
            $"{Rung(told)}: {told.Outcome?.Word()}{Because(told.Reason)}{Change(told)}{BreachText.StallsAfter(told)}"
            + NotShown(told),
        PolicyEventKind.IncidentClosed =>
            $"after {Quantity.Time(told.Duration ?? default)}: {told.Reason}{Change(told)}",
        _ => $"{Place(told)}: {Blocks(told.After)}{Together(told)}{BreachText.Floor(told)}{Tried(told)}{Next(told)}",
    };

    private static string Opened(PolicyEvent told)
    {
        return $"{Place(told)}: {Blocks(told.Before)}{Together(told)}{BreachText.Floor(told)}, "
            + $"{told.Diagnosis?.Word()}, {Quantity.Percent(told.UnusablePermille ?? 0)} unusable "
            + $"(watch {told.Watch}){Because(told.Reason)}{BreachText.Stalls(told)}";
    }

    private static string Tried(PolicyEvent told)
    {
        var text = new StringBuilder();
        foreach (var attempt in told.Attempts)
        {
            text.Append(text.Length == 0 ? "; tried " : ", ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{attempt.Remedy} {attempt.Outcome.Word()} ({Quantity.Gain(attempt.Gain)})");
        }

        return text.Length > 0 ? text.ToString() : "; nothing to try: the ladder has escalation rungs only";
    }

    // Of a ladder of escalation rungs alone nothing rests but the rungs themselves.
    private static string Next(PolicyEvent told) => told.Reason.Code == ReasonCode.BackingOff
        ? $"; next attempt in {Quantity.Time(TimeSpan.FromMilliseconds(told.Reason.Value))}"
        : "";

    private static string NotShown(PolicyEvent told) => told.Outcome == Outcome.Unknown
        ? "; the trace cannot show its effect"
        : "";

    private static string Together(PolicyEvent told) => told.Zones.Count > 1 ? " together" : "";

    private static string Change(PolicyEvent told) => told.Gain is { } gain && told.Outcome != Outcome.Done
        ? $": {told.Before} -> {Blocks(told.After)} ({Quantity.Gain(gain)})"
        : "";

    private static string Blocks(ulong? count) => Quantity.Of(count ?? 0, "block");

    private static string Because(Reason reason) => reason.Code == ReasonCode.None ? "" : $"; {reason}";

    private static string Place(PolicyEvent told) => $"{BreachText.Zones(told)} order {told.Order}";

    private static string Rung(PolicyEvent told) => $"rung {told.Rung} {told.Remedy}";

    private static string Nodes(ValueList<int> nodes) =>
        (nodes.Count == 1 ? "node " : "nodes ")
        + nodes.Join(", ", static node => node.ToString(CultureInfo.InvariantCulture));
}
