using System.Globalization;
using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>The segments of a ring in a directory: one a day and one a start, the oldest removed. Files are named by
/// their beginning in UTC, so that their names sort by time.</summary>
/// <param name="directory">Where they are.</param>
/// <param name="days">How many days are kept.</param>
internal sealed class RingFiles(string directory, int days) : IDisposable
{
    /// <summary>What a segment's name ends with.</summary>
    internal const string Extension = ".ring";

    /// <summary>No day takes more.</summary>
    internal const long DayBytes = 2 << 20;

    // A guard that starts again and again must not fill a directory.
    private const int MostSegments = 1000;
    private const string NameFormat = "yyyy-MM-dd'T'HH-mm-ss'Z'";

    private FileStream? _file;
    private DateTimeOffset _dayStart;
    private long _written;

    /// <summary>A segment is open.</summary>
    internal bool IsOpen => _file is not null;

    /// <summary>Bytes that may be written at this time of day: an even share, and a little to begin with.</summary>
    internal bool HasRoom(DateTimeOffset now, int bytes) =>
        _written + bytes <= (DayBytes / 8) + (long)(DayBytes * 7 / 8 * (now - _dayStart).TotalDays);

    /// <summary>True if a new segment is due.</summary>
    internal bool IsDue(DateTimeOffset now) => _file is null || now.UtcDateTime.Date != _dayStart.UtcDateTime.Date;

    /// <summary>Begins a segment and removes what is too old.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal void Begin(DateTimeOffset now)
    {
        Close();
        Directory.CreateDirectory(directory);
        Prune(now);
        _dayStart = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        _written = BytesSince(_dayStart);
        var name = Path.Combine(directory, now.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture)
            + Extension);
        _file = new FileStream(name, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Writes frames, in one piece.</summary>
    /// <exception cref="IOException">It cannot be written: a full disk. The segment is closed then, for its end may
    /// be torn.</exception>
    internal void Write(ReadOnlySpan<byte> frames)
    {
        try
        {
            _file!.Write(frames);
            _written += frames.Length;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>The segments of a directory, oldest first.</summary>
    internal static string[] In(string directory)
    {
        var files = Directory.GetFiles(directory, "*" + Extension);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            // What could not be written was told by the write.
        }

        _file = null;
    }

    private void Prune(DateTimeOffset now)
    {
        var oldest = now.AddDays(-days).UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
        var files = In(directory);
        for (var i = 0; i < files.Length; i++)
        {
            // A segment holds a day at the most: it is too old when its beginning is a day older than what is kept.
            var next = i + 1 < files.Length ? Path.GetFileNameWithoutExtension(files[i + 1]) : null;
            if ((next is not null && string.CompareOrdinal(next, oldest) < 0) || i < files.Length - MostSegments
                || (next is null && string.CompareOrdinal(Path.GetFileNameWithoutExtension(files[i]), oldest) < 0))
            {
                File.Delete(files[i]);
            }
        }
    }

    private long BytesSince(DateTimeOffset day)
    {
        var (bytes, first) = (0L, day.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture));
        foreach (var file in In(directory))
        {
            bytes += string.CompareOrdinal(Path.GetFileNameWithoutExtension(file), first) >= 0
                ? new FileInfo(file).Length : 0;
        }

        return bytes;
    }
}
