using System.Diagnostics.CodeAnalysis;

namespace FragGuard.Kernel;

/// <summary>One reading of <c>/proc/pagetypeinfo</c>: which free blocks and which pageblocks serve what kind of
/// memory.</summary>
/// <remarks>Mode 0400 since 5.4, 0444 before; since 2.6.24. Dear to read: the kernel walks free lists with the zone
/// locked, and before 5.4 (and stable kernels of late 2019) that could lock up a large machine. Never polled, so this
/// one allocates. Layout: for each node with memory a head (<c>Page block order: 9</c>, <c>Pages per block:  512</c>),
/// a table of free blocks with rows <c>Node    0, zone   Normal, type    Unmovable     53 ...</c>, and a table
/// <c>Number of blocks type</c> whose head names the kinds. Source: mm/vmstat.c pagetypeinfo_show().</remarks>
public sealed class PageTypeInfo
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/pagetypeinfo";

    /// <summary>The first kernel on which reading is safe at any size. Stable kernels and distributions took the fix
    /// over into older ones, but a release does not show that: leave the file alone there.</summary>
    public static readonly KernelVersion SafeSince = new(5, 4);

    private readonly PageTypeInfoReader _read;

    private PageTypeInfo(PageTypeInfoReader read) => _read = read;

    /// <summary>The order of a pageblock, the piece that the kernel keeps for one kind of memory; null if the file does
    /// not say.</summary>
    public int? PageBlockOrder => _read.PageBlockOrder;

    /// <summary>Pages in a pageblock; null if the file does not say.</summary>
    public ulong? PagesPerBlock => _read.PagesPerBlock;

    /// <summary>The free blocks by zone and kind, in the file's order.</summary>
    public IReadOnlyList<PageTypeFree> Free => _read.Free;

    /// <summary>The pageblocks by zone, in the file's order.</summary>
    public IReadOnlyList<PageBlocks> Blocks => _read.Blocks;

    /// <summary>Lines that were not understood; those of the page-owner table of mixed blocks are not
    /// counted.</summary>
    public int SkippedLines => _read.SkippedLines;

    /// <summary>Reads the whole text.</summary>
    /// <returns>False if it holds no row at all.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out PageTypeInfo? info)
    {
        var read = new PageTypeInfoReader();
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            read.Read(line);
        }

        info = read.Free.Count + read.Blocks.Count > 0 ? new PageTypeInfo(read) : null;
        return info is not null;
    }

    /// <summary>The pageblocks of one zone.</summary>
    /// <returns>False if the zone is not in the file.</returns>
    public bool TryFind(ZoneId id, out PageBlocks blocks)
    {
        foreach (var candidate in _read.Blocks)
        {
            if (candidate.Id == id)
            {
                blocks = candidate;
                return true;
            }
        }

        blocks = default;
        return false;
    }
}
