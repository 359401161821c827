using FragGuard.Daemon;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>How the suitable blocks of each zone went over the last week, from the guard's own ring: the lowest of
/// each piece of time.</summary>
internal sealed class RecordedCourse
{
    /// <summary>Pieces of time.</summary>
    internal const int Pieces = 336;

    private const int MostZones = 12;

    // What does not fit into a report's two seconds is left out, the oldest first.
    private static readonly TimeSpan ReadingTime = TimeSpan.FromMilliseconds(300);

    private readonly List<(string Zone, ulong?[] Lowest)> _zones = [];

    /// <summary>The zones, each with the lowest of each piece; null where nothing was recorded.</summary>
    internal IReadOnlyList<(string Zone, ulong?[] Lowest)> Zones => _zones;

    /// <summary>The order.</summary>
    internal required int Order { get; init; }

    /// <summary>The beginning: milliseconds since 1970.</summary>
    internal required long FromMs { get; init; }

    /// <summary>The end.</summary>
    internal required long ToMs { get; init; }

    /// <summary>Reads it.</summary>
    /// <returns>Null if the guard has recorded nothing, or if it cannot be read, which is remembered.</returns>
    internal static RecordedCourse? Read(MachineFiles files, int order, DateTimeOffset now, TimeSpan length)
    {
        var directory = files.Root.Path(RingRecorder.DefaultPath);
        var course = new RecordedCourse
        {
            Order = order,
            FromMs = (now - length).ToUnixTimeMilliseconds(),
            ToMs = now.ToUnixTimeMilliseconds(),
        };
        try
        {
            // The directory above is the guard's alone: whoever may not look into it must hear of that.
            var above = Path.GetDirectoryName(directory)!;
            var isThere = Directory.Exists(above)
                && Array.IndexOf(Directory.GetFileSystemEntries(above), directory) >= 0;
            var segments = isThere ? RingFiles.In(directory) : [];
            var until = GuardLoop.Now + ReadingTime;
            for (var i = segments.Length - 1; i >= 0 && GuardLoop.Now < until; i--)
            {
                if (new FileInfo(segments[i]).Length <= RingFiles.DayBytes * 2)
                {
                    new RingReader(output: null) { Sampled = course.Take }.Read(File.ReadAllBytes(segments[i]));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            files.Miss(RingRecorder.DefaultPath, "how suitable blocks went", "permission denied: run it as root");
        }

        return course._zones.Count > 0 ? course : null;
    }

    private void Take(long atMs, IReadOnlyList<(string Head, ulong[] Counts)> rows)
    {
        if (atMs < FromMs || atMs >= ToMs)
        {
            return;
        }

        var piece = (int)((atMs - FromMs) * Pieces / (ToMs - FromMs));
        for (var row = 0; row < rows.Count; row++)
        {
            var (head, counts) = rows[row];
            if (Find(head) is { } lowest)
            {
                var suitable = FreeBlocks.From(counts).Suitable(Order);
                lowest[piece] = Math.Min(lowest[piece] ?? ulong.MaxValue, suitable);
            }
        }
    }

    private ulong?[]? Find(string head)
    {
        foreach (var (zone, known) in _zones)
        {
            if (zone == head)
            {
                return known;
            }
        }

        if (_zones.Count == MostZones)
        {
            return null;
        }

        var lowest = new ulong?[Pieces];
        _zones.Add((head, lowest));
        return lowest;
    }
}
