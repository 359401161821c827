using System.Text;

namespace FragGuard.Kernel;

/// <summary>One cache of <c>/proc/slabinfo</c>: who keeps kernel objects, and how much memory that takes.</summary>
/// <remarks>Layout (version 2.1): <c>dentry 1200 1344 192 21 1 : tunables 0 0 0 : slabdata 64 64 0</c>, that is
/// objects in use, objects, bytes of an object, objects of a slab, pages of a slab, and behind <c>slabdata</c> slabs
/// in use and slabs. Mode 0400. Caches of one size are merged under one name. Source: mm/slab_common.c
/// cache_show().</remarks>
/// <param name="Name">The cache.</param>
/// <param name="Objects">Objects that are in use.</param>
/// <param name="Pages">Pages of all its slabs.</param>
public sealed record SlabInfo(string Name, ulong Objects, ulong Pages)
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/slabinfo";

    /// <summary>Reads all caches that hold memory; lines that are none are passed over.</summary>
    public static List<SlabInfo> Parse(ReadOnlySpan<byte> text)
    {
        var caches = new List<SlabInfo>();
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            if (!line.StartsWith("#"u8) && !line.StartsWith("slabinfo"u8) && TryParse(line) is { Pages: > 0 } cache)
            {
                caches.Add(cache);
            }
        }

        return caches;
    }

    private static SlabInfo? TryParse(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        if (!fields.TryReadField(out var name) || !fields.TryReadUInt64(out var objects)
            || !fields.TryReadUInt64(out _) || !fields.TryReadUInt64(out _) || !fields.TryReadUInt64(out _)
            || !fields.TryReadUInt64(out var pagesOfSlab))
        {
            return null;
        }

        var at = line.IndexOf("slabdata"u8);
        var data = new FieldReader(at < 0 ? default : line[(at + "slabdata".Length)..]);
        return data.TryReadUInt64(out _) && data.TryReadUInt64(out var slabs)
            ? new SlabInfo(Encoding.UTF8.GetString(name), objects, slabs * pagesOfSlab)
            : null;
    }
}
