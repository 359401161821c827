namespace FragGuard.Daemon;

/// <summary>Something that was told and has come again.</summary>
/// <param name="What">Its sentence; null for all those that were not told at all, because too many came at
/// once.</param>
/// <param name="Count">How often it has come since it was told.</param>
internal readonly record struct Repeat(string? What, long Count);

/// <summary>Lets a sentence be told once in a while and counts how often it would have been told: the kernel may log
/// the same failure thousands of times a second, and the names in it are for anybody to choose.</summary>
internal sealed class RepeatCounter
{
    /// <summary>How long a sentence is not told again.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    // Different sentences that are told in one window; more are only counted.
    private const int MostSentences = 10;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _others;
    private TimeSpan _windowEnd = TimeSpan.MinValue;

    /// <summary>Something has come again and has not been told yet.</summary>
    internal bool HasRepeats { get; private set; }

    /// <summary>Notes that a sentence is to be told.</summary>
    /// <returns>True if it is to be told now; false if it is counted instead.</returns>
    internal bool IsNew(string what, TimeSpan now)
    {
        if (now >= _windowEnd && !HasRepeats)
        {
            _counts.Clear();
            _windowEnd = now + Window;
        }

        if (_counts.TryGetValue(what, out var count))
        {
            _counts[what] = count + 1;
            HasRepeats = true;
            return false;
        }

        if (_counts.Count >= MostSentences)
        {
            _others++;
            HasRepeats = true;
            return false;
        }

        _counts.Add(what, 0);
        return true;
    }

    /// <summary>It is time to tell what has come again.</summary>
    internal bool IsDue(TimeSpan now) => now >= _windowEnd;

    /// <summary>What has come again; the counts begin anew.</summary>
    internal List<Repeat> TakeAll()
    {
        var repeats = new List<Repeat>();
        foreach (var (what, count) in _counts)
        {
            if (count > 0)
            {
                repeats.Add(new Repeat(what, count));
            }
        }

        if (_others > 0)
        {
            repeats.Add(new Repeat(What: null, _others));
        }

        _counts.Clear();
        (_others, HasRepeats, _windowEnd) = (0, false, TimeSpan.MinValue);
        return repeats;
    }
}
