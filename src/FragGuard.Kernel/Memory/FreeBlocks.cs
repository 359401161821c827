using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FragGuard.Kernel;

/// <summary>The free blocks of one zone, a count for each order: one row of <c>/proc/buddyinfo</c>.</summary>
/// <remarks>Unit: blocks; a block of order k holds 2^k pages. How many orders there are is the row's own affair: 11 on
/// x86-64, 9 on ppc64 with 64 KiB pages, 14 on arm64 with 64 KiB pages. Sums saturate instead of wrapping.</remarks>
public struct FreeBlocks : IEquatable<FreeBlocks>
{
    /// <summary>The most columns that are understood. The widest kernel known prints 17.</summary>
    public const int MaxOrders = 24;

    private Counts _counts;

    /// <summary>How many orders the row has; the highest order is one less.</summary>
    public int Orders { get; private set; }

    /// <summary>Free blocks of exactly this order; 0 for an order that the row does not have.</summary>
    public readonly ulong this[int order] => (uint)order < (uint)Orders ? _counts[order] : 0;

    /// <summary>All counts, lowest order first.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ulong> Span => ((ReadOnlySpan<ulong>)_counts)[..Orders];

    /// <summary>Pages on the zone's free lists.</summary>
    public readonly ulong FreePages => SupplyFor(0).FreePages;

    /// <summary>Blocks on the zone's free lists, of any order.</summary>
    public readonly ulong BlocksTotal
    {
        get
        {
            ulong blocks = 0;
            for (var order = 0; order < Orders; order++)
            {
                blocks = Saturating.Add(blocks, _counts[order]);
            }

            return blocks;
        }
    }

    /// <summary>suitable(k): how many blocks of this order could be handed out now, larger ones split.</summary>
    public readonly ulong Suitable(int order) => SupplyFor(order).Blocks;

    /// <summary>Free pages that lie in blocks of this order or a higher one.</summary>
    public readonly ulong PagesAtOrAbove(int order) => SupplyFor(order).Pages;

    /// <summary>What an allocation of this order finds in the zone.</summary>
    public readonly OrderSupply SupplyFor(int order)
    {
        var counts = Span;
        var lowest = Math.Clamp(order, 0, counts.Length);
        if (TryJoin(counts[lowest..], 0, out var blocks) && TryJoin(counts[..lowest], blocks, out var freePages))
        {
            return new OrderSupply(blocks, blocks << lowest, freePages);
        }

        var pages = SaturatedPagesFrom(lowest);
        return new OrderSupply(pages >> lowest, pages, SaturatedPagesFrom(0));
    }

    /// <summary>Makes a row from counts, lowest order first.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxOrders"/> counts.</exception>
    public static FreeBlocks From(params ReadOnlySpan<ulong> counts)
    {
        if (counts.Length > MaxOrders)
        {
            throw new ArgumentException($"at most {MaxOrders} orders", nameof(counts));
        }

        var row = new FreeBlocks { Orders = counts.Length };
        counts.CopyTo(row._counts);
        return row;
    }

    /// <summary>Reads the rest of a buddyinfo row: counts to the end of the line, lowest order first.</summary>
    /// <returns>False if there is no count, a field is not a number, or there are more than
    /// <see cref="MaxOrders"/>.</returns>
    public static bool TryRead(ref FieldReader fields, out FreeBlocks blocks)
    {
        blocks = default;
        while (!fields.AtEnd)
        {
            if (blocks.Orders == MaxOrders || !fields.TryReadUInt64(out var count))
            {
                return false;
            }

            blocks._counts[blocks.Orders++] = ClampUnderflow(count);
        }

        return blocks.Orders > 0;
    }

    /// <summary>Replaces the counts with those of a line of /proc/buddyinfo that has as many of them, in the kernel's
    /// very layout.</summary>
    /// <param name="text">What stands behind the zone's name; further lines may follow.</param>
    /// <param name="bytes">How much of it was read, newline included.</param>
    /// <returns>False if the line is not in that layout: <see cref="TryRead"/> may still know what it says. The counts
    /// are then undefined.</returns>
    internal bool TryReadColumns(ReadOnlySpan<byte> text, out int bytes)
    {
        bytes = Orders * CountColumn.Bytes;
        if ((Orders < 2 || text.Length <= bytes || !TryReadPlaces(text)) && !TryReadNumbers(text, out bytes))
        {
            return false;
        }

        var end = " \n"u8;
        var isEnd = text[bytes..].StartsWith(end);
        bytes += end.Length;
        return isEnd;
    }

    /// <inheritdoc/>
    public readonly bool Equals(FreeBlocks other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is FreeBlocks other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var count in Span)
        {
            hash.Add(count);
        }

        return hash.ToHashCode();
    }

    /// <summary>Equal counts for equally many orders.</summary>
    public static bool operator ==(FreeBlocks left, FreeBlocks right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(FreeBlocks left, FreeBlocks right) => !left.Equals(right);

    // The usual row: six places are enough for every count. The last two are read first, then all by twos from the
    // lowest order on: of an odd number the last but one is read twice.
    private bool TryReadPlaces(ReadOnlySpan<byte> text)
    {
        var counts = ((Span<ulong>)_counts)[..Orders];
        var wrong = ReadTwo(text[((Orders - 2) * CountColumn.Bytes)..], counts[^2..]);
        while (counts.Length >= 2 && text.Length > 2 * CountColumn.Bytes)
        {
            wrong |= ReadTwo(text, counts);
            text = text[(2 * CountColumn.Bytes)..];
            counts = counts[2..];
        }

        return wrong == Vector128<ulong>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> ReadTwo(ReadOnlySpan<byte> text, Span<ulong> counts)
    {
        var words = Vector128.Create(
            BinaryPrimitives.ReadUInt64LittleEndian(text),
            BinaryPrimitives.ReadUInt64LittleEndian(text[CountColumn.Bytes..]));
        CountColumn.ReadPlaces(words, out var wrong).CopyTo(counts);
        return wrong;
    }

    private bool TryReadNumbers(ReadOnlySpan<byte> text, out int bytes)
    {
        bytes = 0;
        foreach (ref var count in ((Span<ulong>)_counts)[..Orders])
        {
            if (!CountColumn.TryRead(text[bytes..], out var number, out var width))
            {
                return false;
            }

            count = ClampUnderflow(number);
            bytes += width;
        }

        return true;
    }

    // Two blocks make one of the next order, so that counts and what larger blocks gave end up as blocks of the lowest
    // of these orders. Counts below 2^39 cannot overflow: the sum of MaxOrders of them, each doubled as often as may
    // be, is below 2^63.
    private static bool TryJoin(ReadOnlySpan<ulong> counts, ulong larger, out ulong blocks)
    {
        ulong bits = 0;
        blocks = larger;
        for (var i = counts.Length - 1; i >= 0; i--)
        {
            bits |= counts[i];
            blocks = (blocks << 1) + counts[i];
        }

        return bits >> 39 == 0;
    }

    private readonly ulong SaturatedPagesFrom(int lowest)
    {
        ulong pages = 0;
        for (var order = lowest; order < Orders; order++)
        {
            pages = Saturating.Add(pages, Saturating.ShiftLeft(_counts[order], order));
        }

        return pages;
    }

    // nr_free is read without the lock that guards it, so a count may be caught just below zero: a 32-bit kernel then
    // prints 4294967295, a 64-bit one 18446744073709551615. Both mean none.
    private static ulong ClampUnderflow(ulong count) =>
        count >= ulong.MaxValue - 0xffff || count is >= uint.MaxValue - 0xffff and <= uint.MaxValue ? 0 : count;

    [InlineArray(MaxOrders)]
    private struct Counts
    {
        private ulong _first;
    }
}
