using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What has happened since the guard started, counted where it is told: the counters of the metrics.</summary>
/// <remarks>Bounded: by remedies, by reasons and by orders, never by what a user or a log line can choose.</remarks>
internal sealed class GuardCounters
{
    /// <summary>Failures whose message names no order, and those that the kernel itself left out of its log.</summary>
    internal const int UnknownOrder = Order.Max + 1;

    private readonly long[] _failures = new long[UnknownOrder + 1];
    private readonly List<RemedyCounters> _remedies = [];

    /// <summary>Changes whenever something was counted.</summary>
    internal long Version { get; private set; }

    /// <summary>Incidents that opened with free memory in pieces.</summary>
    internal long Fragmented { get; private set; }

    /// <summary>Incidents that opened for want of memory.</summary>
    internal long LowMemory { get; private set; }

    /// <summary>When the guard was ready; the epoch before that.</summary>
    internal DateTimeOffset StartedAt { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>When settings were last taken: at the start, or by a reload.</summary>
    internal DateTimeOffset ConfiguredAt { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The last settings that were asked for are in force.</summary>
    internal bool IsConfigured { get; private set; } = true;

    /// <summary>Records of the kernel log are read.</summary>
    internal bool ReadsKernelLog { get; set; }

    /// <summary>How many log records did not reach the journal.</summary>
    internal Func<long> DroppedRecords { get; set; } = static () => 0;

    /// <summary>One entry for each remedy of the ladder, and for each that ran before a reload took it away.</summary>
    internal List<RemedyCounters> Remedies => _remedies;

    /// <summary>Failed allocations of this order, or <see cref="UnknownOrder"/>.</summary>
    internal long FailuresOf(int order) => _failures[order];

    /// <summary>Makes an entry for each remedy of a ladder, so that its counters begin at 0.</summary>
    internal void Know(ValueList<RungSettings> ladder)
    {
        foreach (var rung in ladder)
        {
            _ = Of(rung.Remedy.Name);
        }
    }

    internal void Started(DateTimeOffset at)
    {
        (StartedAt, ConfiguredAt) = (at, at);
        Version++;
    }

    internal void Configured(bool isTaken, DateTimeOffset at)
    {
        (IsConfigured, ConfiguredAt) = (isTaken, isTaken ? at : ConfiguredAt);
        Version++;
    }

    internal void Count(PolicyEvent told, DateTimeOffset at)
    {
        Version++;
        switch (told.Kind)
        {
            case PolicyEventKind.IncidentOpened when told.Diagnosis == Diagnosis.LowMemory:
                LowMemory++;
                break;
            case PolicyEventKind.IncidentOpened:
                Fragmented++;
                break;
            case PolicyEventKind.RungFinished when told.Outcome != Outcome.Skipped:
                Of(told.Remedy!).Finished(told, at);
                break;
            case PolicyEventKind.RungFinished or PolicyEventKind.RungSkipped:
                Of(told.Remedy!).Skipped(told.Reason);
                break;
            default:
                break;
        }
    }

    internal void Count(FailureReport report)
    {
        if (report.Failure.Kind == FailureKind.Suppressed)
        {
            _failures[UnknownOrder] += (long)Math.Min(report.Failure.Number ?? 0, int.MaxValue);
        }
        else if (report.IsFailure)
        {
            _failures[report.Order is >= 0 and <= Order.Max and { } order ? order : UnknownOrder]++;
        }

        Version++;
    }

    private RemedyCounters Of(string remedy)
    {
        foreach (var known in _remedies)
        {
            if (known.Remedy == remedy)
            {
                return known;
            }
        }

        var counters = new RemedyCounters(remedy);
        _remedies.Add(counters);
        return counters;
    }
}

/// <summary>What came of one remedy's rungs.</summary>
/// <param name="remedy">Its TOML name.</param>
internal sealed class RemedyCounters(string remedy)
{
    /// <summary>The outcomes that are counted. What was skipped is counted by its reason.</summary>
    internal static readonly Outcome[] Outcomes =
    [
        Outcome.Recovered, Outcome.Partial, Outcome.NoGain, Outcome.Failed, Outcome.TimedOut, Outcome.Done,
    ];

    private readonly long[] _outcomes = new long[Outcomes.Length];
    private readonly List<SkippedCount> _skipped = [];

    internal string Remedy => remedy;

    /// <summary>Blocks of the watched order won, all runs together; a run that lost some counts as none.</summary>
    internal long GainedBlocks { get; private set; }

    /// <summary>Time in its writes.</summary>
    internal TimeSpan Duration { get; private set; }

    /// <summary>Memory stall of all tasks (PSI full) from its beginning until it was judged, in microseconds.</summary>
    internal ulong StallUs { get; private set; }

    /// <summary>When its last run was judged; null before the first.</summary>
    internal DateTimeOffset? LastAt { get; private set; }

    /// <summary>Why it did not run, and how often that was told: once an incident for each reason.</summary>
    internal List<SkippedCount> SkippedBy => _skipped;

    /// <summary>How often this came of it: a place in <see cref="Outcomes"/>.</summary>
    internal long CountOf(int outcome) => _outcomes[outcome];

    internal void Finished(PolicyEvent told, DateTimeOffset at)
    {
        for (var place = 0; place < Outcomes.Length; place++)
        {
            _outcomes[place] += Outcomes[place] == told.Outcome ? 1 : 0;
        }

        GainedBlocks += Math.Max(0, told.Gain ?? 0);
        Duration += told.Duration ?? TimeSpan.Zero;
        StallUs += told.Cost.StallUs ?? 0;
        LastAt = at;
    }

    internal void Skipped(Reason reason)
    {
        foreach (var known in _skipped)
        {
            if (known.Code == reason.Code)
            {
                known.Count++;
                return;
            }
        }

        _skipped.Add(new SkippedCount { Code = reason.Code, Word = reason.Word, Count = 1 });
    }
}

/// <summary>How often a remedy's rungs did not run for one reason.</summary>
internal sealed class SkippedCount
{
    internal ReasonCode Code { get; init; }

    internal string Word { get; init; } = "";

    internal long Count { get; set; }
}
