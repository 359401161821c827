using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace FragGuard.Kernel;

/// <summary>One count of a buddyinfo row where the kernel's <c>printf("%6lu ")</c> puts it: behind a blank, in six
/// places, padded on the left; more digits take more places.</summary>
/// <remarks>Takes nothing that <see cref="FieldReader"/> would not read as the same number; what is laid out otherwise
/// is left to it.</remarks>
internal static class CountColumn
{
    /// <summary>The bytes of a count of up to six digits, and of the blank before it.</summary>
    internal const int Bytes = 7;

    /// <summary>Reads a blank and six places.</summary>
    /// <param name="word">Blank, places, and the blank that must follow: eight bytes, the first one lowest.</param>
    /// <param name="count">The count.</param>
    /// <returns>False if there is no count in this layout.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryReadPlaces(ulong word, out ulong count)
    {
        const ulong blanks = 0x2020_2020_2020_2000, marks = 0x1010_1010_1010_0000, lastMark = 0x1000_0000_0000_0000;
        const ulong outside = 0xF0F0_F0F0_F0F0_FF00, values = 0x0F0F_0F0F_0F0F_0000, sixes = 0x0606_0606_0606_0000;

        // Shifted by a byte, the last digit is the highest byte, as if there were eight places. A blank is 0x20 and a
        // digit 0x30 to 0x39: with 0x20 taken off, a blank is nothing, and a digit is its value and the mark 0x10.
        var places = (word << 8) ^ blanks;
        var digits = places & values;

        // From the first place that is no blank to the last one there are marks, and beside them values up to nine.
        var expected = (marks & (places | (0 - places))) | lastMark;
        var wrong = ((places & outside) ^ expected) | ((digits + sixes) & marks) | ((word >> 56) ^ ' ');

        // Neighbours join to numbers below 100, those to numbers below 10,000, and those to the count.
        var pairs = ((digits * 10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        var fours = ((pairs * 100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        count = (uint)((fours * 10_000) + (fours >> 32));
        return wrong == 0;
    }

    /// <summary>Reads a blank and a number without padding, as one of seven digits is printed.</summary>
    /// <param name="text">From the blank on, whatever follows the number.</param>
    /// <param name="count">The count.</param>
    /// <param name="bytes">What both take.</param>
    /// <returns>False if there is no number that ends at a blank, or it does not fit 64 bits.</returns>
    internal static bool TryReadWide(ReadOnlySpan<byte> text, out ulong count, out int bytes)
    {
        (count, bytes) = (0, 0);
        if (text.IsEmpty || text[0] != (byte)' ' || !Utf8Parser.TryParse(text[1..], out count, out var digits))
        {
            return false;
        }

        bytes = 1 + digits;
        return bytes < text.Length && text[bytes] == (byte)' ';
    }
}
