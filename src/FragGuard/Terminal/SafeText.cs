using System.Globalization;
using System.Text;

namespace FragGuard;

/// <summary>Makes text that others chose harmless to a terminal, and knows how wide it will be there.</summary>
/// <remarks>Names of tasks come from whoever started them: escape sequences, line breaks and bidirectional overrides
/// are theirs to put in, and ours to take out.</remarks>
internal static class SafeText
{
    private static readonly Rune Stand = new('?');

    // Blocks of characters that fill two cells, as wcwidth(3) has them.
    private static readonly (int First, int Last)[] WideRanges =
    [
        (0x1100, 0x115f), (0x2e80, 0x303e), (0x3041, 0xa4cf), (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff),
        (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x1f300, 0x1f64f), (0x1f680, 0x1f6ff),
        (0x1f900, 0x1f9ff), (0x20000, 0x3fffd),
    ];

    /// <summary>The character itself, or a question mark in place of one that could steer a terminal or that the reader
    /// cannot show.</summary>
    internal static Rune Of(Rune rune, bool hasUnicode)
    {
        if (rune.IsAscii)
        {
            return rune.Value is >= ' ' and < 0x7f ? rune : Stand;
        }

        // Format holds the bidirectional overrides, which reorder what a reader sees.
        return hasUnicode && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) ? rune : Stand;
    }

    /// <summary>How many cells of a terminal a harmless character fills.</summary>
    internal static int Columns(Rune rune)
    {
        if (rune.IsAscii)
        {
            return 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            return 0;
        }

        return Array.Exists(WideRanges, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }

    /// <summary>How many cells a text fills once it is harmless.</summary>
    internal static int Columns(ReadOnlySpan<char> text, bool hasUnicode)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Columns(Of(rune, hasUnicode));
        }

        return columns;
    }
}
