namespace FragGuard.Kernel;

/// <summary>One failed allocation of a log with all that belongs to it: its first line, what the lines behind it say,
/// how often it was repeated, and what failed because of it.</summary>
/// <remarks>Filled by <see cref="FailureScanner"/>, and finished when it is handed out.</remarks>
public sealed class FailureEvent
{
    private const int MostConsequences = 20;

    private readonly List<string> _consequences = [];

    internal FailureEvent(AllocationFailure failure, long line, string time, double? seconds)
    {
        (Failure, Line, Time, Seconds) = (failure, line, time, seconds);
        LastLine = line;
    }

    /// <summary>What its first line says.</summary>
    public AllocationFailure Failure { get; private set; }

    /// <summary>The number of that line, from 1.</summary>
    public long Line { get; }

    /// <summary>What stands before the kernel's words on that line: a time, as a rule.</summary>
    public string Time { get; }

    /// <summary>How often it happened: a log daemon folds repeated lines.</summary>
    public ulong Count { get; internal set; } = 1;

    /// <summary>What the lines behind the first say.</summary>
    public FailureEvidence Evidence { get; } = new();

    /// <summary>Messages of programs and of the kernel that followed within two seconds because memory was missing, the
    /// first few.</summary>
    public IReadOnlyList<string> Consequences => _consequences;

    /// <summary>How many there were.</summary>
    public long ConsequenceCount { get; private set; }

    /// <summary>True if the kernel was built without compaction.</summary>
    public bool IsWithoutCompaction { get; internal set; }

    /// <summary>The task; null if the log names none.</summary>
    public string? Comm => Failure.Comm ?? Evidence.Comm ?? Evidence.Killed;

    /// <summary>The order that was wanted; null if the log does not say.</summary>
    public int? Order => Failure.Order ?? (Failure.Kind == FailureKind.Slub ? Evidence.CacheOrder : null);

    /// <summary>The cpuset of the task; null if the log does not say.</summary>
    public string? Cpuset => Failure.Cpuset ?? Evidence.Cpuset;

    /// <summary>The nodes that the allocation was bound to by its nodemask; null if it was not.</summary>
    public string? NodeMask => (Failure.NodeMask ?? Evidence.NodeMask) is { Length: > 0 } mask and not "(null)"
        ? mask : null;

    /// <summary>The nodes that its cpuset allows; null if the log does not say.</summary>
    public string? MemsAllowed => Failure.MemsAllowed ?? Evidence.MemsAllowed;

    /// <summary>The time in seconds by some clock; null if the line has none.</summary>
    internal double? Seconds { get; }

    /// <summary>The number of the last line that was taken for it.</summary>
    internal long LastLine { get; set; }

    /// <summary>A vmalloc failure behind a line of vmap is the same event, with a name and flags.</summary>
    internal void BecomeVmalloc(AllocationFailure failure)
    {
        Failure = failure;
        Evidence.HasNoAddresses = true;
    }

    internal void AddConsequence(string text)
    {
        ConsequenceCount++;
        if (_consequences.Count < MostConsequences)
        {
            _consequences.Add(text);
        }
    }
}
