using System.Buffers;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A trace: a text, a sequence of buddyinfo captures, standard input, a segment of a ring, or a directory of
/// them.</summary>
internal static class TraceFile
{
    private const int MagicBytes = 32;

    /// <summary>Opens it.</summary>
    /// <exception cref="GuardException">It cannot be read.</exception>
    internal static MappedFile Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                var segments = RingFiles.In(path);
                return segments.Length > 0 ? Expand(segments) : throw new GuardException(
                    ExitCodes.Unavailable, $"{path}: a directory without segments of a ring "
                        + $"(*{RingFiles.Extension})");
            }

            return path != "-" && IsSegment(path) ? Expand([path]) : MappedFile.Open(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw GuardException.Unreadable(fault, path);
        }
    }

    private static bool IsSegment(string path)
    {
        Span<byte> start = stackalloc byte[MagicBytes];
        using var file = File.OpenRead(path);
        return file.CanSeek && RingReader.IsSegment(start[..file.ReadAtLeast(start, MagicBytes,
            throwOnEndOfStream: false)]);
    }

    // Into a file of its own that is gone when it is closed: weeks of text are more than a heap should hold.
    private static MappedFile Expand(string[] segments)
    {
        var spool = MappedFile.CreateSpool();
        var text = new ArrayBufferWriter<byte>();
        var ring = new RingReader(text)
        {
            AfterSample = () =>
            {
                if (text.WrittenCount > 64 << 10)
                {
                    spool.Write(text.WrittenSpan);
                    text.ResetWrittenCount();
                }
            },
        };
        foreach (var segment in segments)
        {
            using var file = MappedFile.Open(segment);
            if (file.Memory.Length > 0)
            {
                ring.Read(file.Memory.Span);
            }
        }

        spool.Write(text.WrittenSpan);
        if (ring.TornBytes > 0)
        {
            Console.Error.WriteLine($"fragguard: {ring.TornBytes} bytes at the ends of segments are torn: skipped");
        }

        return MappedFile.Of(spool);
    }
}
