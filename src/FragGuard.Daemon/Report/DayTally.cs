using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Counts what happened since the last daily summary.</summary>
internal sealed class DayTally
{
    private int _incidents;
    private int _rungs;
    private int _recovered;
    private int _exhausted;

    /// <summary>Page allocation failures in the kernel log.</summary>
    internal long Failures { get; set; }

    internal void Count(PolicyEvent told)
    {
        _incidents += told.Kind == PolicyEventKind.IncidentOpened ? 1 : 0;
        _rungs += told.Kind == PolicyEventKind.RungStarted ? 1 : 0;
        _recovered += told.Kind == PolicyEventKind.IncidentClosed ? 1 : 0;
        _exhausted += told.Kind == PolicyEventKind.LadderExhausted ? 1 : 0;
    }

    /// <summary>The day in a sentence; the counts begin anew.</summary>
    internal string TakeSentence()
    {
        var sentence = $"the last 24 h: {Quantity.Of(_incidents, "incident")} opened and {_recovered} closed, "
            + $"{Quantity.Of(_rungs, "rung")} run, ladder exhausted {Quantity.Of(_exhausted, "time")}, "
            + $"{Quantity.Of(Failures, "page allocation failure")} in the kernel log";
        (_incidents, _rungs, _recovered, _exhausted, Failures) = (0, 0, 0, 0, 0);
        return sentence;
    }
}
