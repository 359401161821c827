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
        var sentence = $"the last 24 hours: {_incidents} incidents, {_rungs} rungs run, {_recovered} incidents closed, "
            + $"{_exhausted} times the ladder was exhausted, {Failures} page allocation failures in the kernel log";
        (_incidents, _rungs, _recovered, _exhausted, Failures) = (0, 0, 0, 0, 0);
        return sentence;
    }
}
