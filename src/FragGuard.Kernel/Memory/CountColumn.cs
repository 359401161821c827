using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FragGuard.Kernel;

/// <summary>The counts of a buddyinfo row where the kernel's <c>printf("%6lu ")</c> puts them: each behind a
/// blank, in six places, padded on the left; more digits take more places.</summary>
/// <remarks>Takes nothing that <see cref="FieldReader"/> would not read as the same number; what is laid out otherwise
/// is left to it.</remarks>
internal static class CountColumn
{
    /// <summary>The bytes of a count of up to six digits, and of the blank before it.</summary>
    internal const int Bytes = 7;

    /// <summary>Reads two counts, each from a blank and six places.</summary>
    /// <param name="words">For each of them blank, places, and the blank that must follow: eight bytes, the first one
    /// lowest.</param>
    /// <param name="wrong">Not zero where there is no count in this layout.</param>
    /// <returns>The counts; undefined where they are wrong.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> ReadPlaces(Vector128<ulong> words, out Vector128<ulong> wrong)
    {
        var (marks, lastMark) = (Every(0x1010_1010_1010_0000), Every(0x1000_0000_0000_0000));
        var (outside, values, sixes) =
            (Every(0xF0F0_F0F0_F0F0_FF00), Every(0x0F0F_0F0F_0F0F_0000), Every(0x0606_0606_0606_0000));

        // Shifted by a byte, the last digit is the highest byte, as if there were eight places. A blank is 0x20 and a
        // digit 0x30 to 0x39: with 0x20 taken off, a blank is nothing, and a digit is its value and the mark 0x10.
        var places = (words << 8) ^ Every(0x2020_2020_2020_2000);
        var digits = places & values;

        // From the first place that is no blank to the last one there are marks, and beside them values up to nine.
        var expected = (marks & (places | -places)) | lastMark;
        wrong = ((places & outside) ^ expected) | ((digits + sixes) & marks) | ((words >> 56) ^ Every(' '));

        // Neighbours join to numbers below 100, those to numbers below 10,000, and those to the count.
        var pairs = ((digits.AsUInt16() * 10) + (digits.AsUInt16() >> 8)) & Vector128.Create((ushort)0xFF);
        var fours = ((pairs * 100).AsUInt32() + (pairs.AsUInt32() >> 16)) & Vector128.Create(0xFFFFu);
        return ((fours * 10_000).AsUInt64() + (fours.AsUInt64() >> 32)) & Every(uint.MaxValue);
    }

    /// <summary>Reads blanks and a number of any length.</summary>
    /// <param name="text">From the blank on, whatever follows the number.</param>
    /// <param name="count">The count.</param>
    /// <param name="bytes">What blanks and number take.</param>
    /// <returns>False if there is no number that ends at a blank, or it does not fit 64 bits.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> text, out ulong count, out int bytes)
    {
        (count, bytes) = (0, 0);
        var blanks = text.IndexOfAnyExcept((byte)' ');
        if (blanks < 1 || !Utf8Parser.TryParse(text[blanks..], out count, out var digits))
        {
            return false;
        }

        bytes = blanks + digits;
        return bytes < text.Length && text[bytes] == (byte)' ';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Every(ulong word) => Vector128.Create(word);
}
