using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>What <c>/proc/PID/numa_maps</c> says of where the pages of a range of addresses lie.</summary>
/// <remarks>Unit: small pages, also of huge ones. One line a mapping: its address in hexadecimal, its policy, then
/// words such as <c>N0=512</c>. Only with CONFIG_NUMA. Source: fs/proc/task_mmu.c show_numa_map(), numa(7).</remarks>
public static class NumaMaps
{
    /// <summary>Where the kernel shows a process its own.</summary>
    public const string Path = "/proc/self/numa_maps";

    /// <summary>Pages on a node, of all mappings that begin in this range.</summary>
    /// <param name="text">The file.</param>
    /// <param name="from">The first address.</param>
    /// <param name="to">The address behind the last.</param>
    /// <param name="node">The NUMA node.</param>
    public static ulong PagesOn(ReadOnlySpan<byte> text, ulong from, ulong to, int node)
    {
        var pages = 0UL;
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            var fields = new FieldReader(line);
            if (!fields.TryReadField(out var address)
                || !Utf8Parser.TryParse(address, out ulong start, out var digits, 'x') || digits != address.Length
                || start < from || start >= to)
            {
                continue;
            }

            while (fields.TryReadField(out var word))
            {
                if (word is [(byte)'N', ..] && word.IndexOf((byte)'=') is > 1 and var equals
                    && Utf8Parser.TryParse(word[1..equals], out int found, out var read) && read == equals - 1
                    && found == node && Utf8Parser.TryParse(word[(equals + 1)..], out ulong count, out _))
                {
                    pages = Saturating.Add(pages, count);
                }
            }
        }

        return pages;
    }
}
