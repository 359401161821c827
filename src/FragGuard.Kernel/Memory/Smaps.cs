using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>What <c>/proc/PID/smaps</c> says of the huge pages in a range of addresses.</summary>
/// <remarks>Unit: KiB, although the kernel writes <c>kB</c>. A mapping begins with its addresses in hexadecimal,
/// <c>7f1c00000000-7f1c04000000 rw-p ...</c>; its lines follow, <c>AnonHugePages:     65536 kB</c> among them (since
/// 2.6.38). Source: fs/proc/task_mmu.c show_smap(), proc(5).</remarks>
public static class Smaps
{
    /// <summary>Where the kernel shows a process its own.</summary>
    public const string Path = "/proc/self/smaps";

    /// <summary>Anonymous memory in huge pages, of all mappings that begin in this range.</summary>
    /// <param name="text">The file.</param>
    /// <param name="from">The first address.</param>
    /// <param name="to">The address behind the last.</param>
    public static ulong HugeKib(ReadOnlySpan<byte> text, ulong from, ulong to)
    {
        var (isInside, kib) = (false, 0UL);
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            // Names begin with a capital letter, addresses with a digit or a small one.
            if (line[0] is < (byte)'A' or > (byte)'Z')
            {
                isInside = Utf8Parser.TryParse(line, out ulong start, out var digits, 'x')
                    && digits < line.Length && line[digits] == (byte)'-' && start >= from && start < to;
                continue;
            }

            var fields = new FieldReader(line);
            if (isInside && fields.TrySkip("AnonHugePages:"u8) && fields.TryReadUInt64(out var value)
                && fields.TrySkip("kB"u8))
            {
                kib = Saturating.Add(kib, value);
            }
        }

        return kib;
    }
}
