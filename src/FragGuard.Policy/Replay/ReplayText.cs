using System.Buffers;
using System.Globalization;
using System.Text;

namespace FragGuard.Policy;

/// <summary>A replay as lines for people: time, what it is, and a sentence. Byte for byte the same for the same
/// replay.</summary>
/// <remarks><code>
///       120  incident-opened     #1 node 0 zone Normal order 4: 10 blocks, floor 64, fragmented, ... (watch w)
///       120  decision            run rung 1 drop_caches on node 0: 10 blocks, 96 are needed
///       126  rung-finished       #1 rung 1 drop_caches: no-gain: 10 -> 10 blocks (+0)
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
        PolicyEventKind.RungStarted => $"{Rung(told)}: {Blocks(told.Before)} of order {told.Order}",
        PolicyEventKind.RungSkipped => $"{Rung(told)}: {told.Reason} ({told.Reason.Word})",
        PolicyEventKind.RungFinished => $"{Rung(told)}: {told.Outcome?.Word()}{Because(told.Reason)}{Change(told)}",
        PolicyEventKind.IncidentClosed => $"after {Times.Words(told.Duration ?? default)}: {told.Reason}{Change(told)}",
        _ => $"{Place(told)}: {Blocks(told.After)}{Tried(told)}; "
            + $"next climb in {Times.Words(TimeSpan.FromMilliseconds(told.Reason.Value))}",
    };

    private static string Opened(PolicyEvent told)
    {
        var floor = told.Floor > 0 ? $", floor {told.Floor}" : "";
        return $"{Place(told)}: {Blocks(told.Before)}{floor}, {told.Diagnosis?.Word()}, "
            + $"{told.UnusablePermille}/1000 unusable (watch {told.Watch}){Because(told.Reason)}";
    }

    private static string Tried(PolicyEvent told)
    {
        var text = new StringBuilder();
        foreach (var attempt in told.Attempts)
        {
            text.Append(text.Length == 0 ? "; tried " : ", ");
            text.Append(
                CultureInfo.InvariantCulture, $"{attempt.Remedy} {attempt.Outcome.Word()} ({attempt.Gain:+0;-0;+0})");
        }

        return text.ToString();
    }

    private static string Change(PolicyEvent told) => told.Gain is { } gain
        ? string.Create(CultureInfo.InvariantCulture, $": {told.Before} -> {Blocks(told.After)} ({gain:+0;-0;+0})")
        : "";

    private static string Blocks(ulong? count) => Times.Counted(count ?? 0, "block");

    private static string Because(Reason reason) => reason.Code == ReasonCode.None ? "" : $"; {reason}";

    private static string Place(PolicyEvent told) => $"{told.Zone} order {told.Order}";

    private static string Rung(PolicyEvent told) => $"rung {told.Rung} {told.Remedy}";

    private static string Nodes(ValueList<int> nodes) =>
        (nodes.Count == 1 ? "node " : "nodes ")
        + nodes.Join(", ", static node => node.ToString(CultureInfo.InvariantCulture));
}
