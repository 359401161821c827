using System.Buffers;
using System.Globalization;
using System.Text;

namespace FragGuard.Kernel;

/// <summary>Makes text that others chose harmless to terminals and logs, and knows how wide it is there: the one place
/// that decides what is harmless.</summary>
/// <remarks>Names of tasks come from whoever started them, file names and values from whoever wrote them. Harmful is
/// what steers a terminal (C0 and C1 controls, escape), what reorders or hides text (bidirectional overrides,
/// zero-width and other format characters, the byte order mark), and what ends a line without looking so (U+2028,
/// U+2029). journalctl, too, shows a message with a control character as "[12B blob data]": one odd name would hide the
/// whole line.</remarks>
public static class SafeText
{
    private const int TabColumns = 4;
    private const int ControlPictures = 0x2400;
    private const char DeletePicture = '\u2421';

    private static readonly Rune Stand = new('?');
    private static readonly Rune Replacement = new('\uFFFD');

    // Blocks of characters that fill two cells, as wcwidth(3) has them. Whole blocks: a caret one column off in a rare
    // script is no harm, a table of every character is.
    private static readonly (int First, int Last)[] WideRanges =
    [
        (0x1100, 0x115f), (0x231a, 0x231b), (0x23e9, 0x23ec), (0x2e80, 0x303e), (0x3041, 0xa4cf), (0xa960, 0xa97f),
        (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe30, 0xfe6f), (0xff01, 0xff60), (0xffe0, 0xffe6), (0x16fe0, 0x18dff),
        (0x1aff0, 0x1b2ff), (0x1f300, 0x1f64f), (0x1f680, 0x1f6ff), (0x1f900, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>True for a character that can be shown as it is. Line breaks and tabs are not: where they may stay, the
    /// caller says so.</summary>
    public static bool IsSafe(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Writes harmful characters as <c>\x1b</c>, <c>\u202e</c> or <c>\U000e0001</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepNewlines">Whether newlines stay; a tab always does.</param>
    /// <returns>The same instance when there is nothing to escape.</returns>
    public static string Escape(string text, bool keepNewlines)
    {
        var first = HarmlessLength(text, keepNewlines);
        if (first == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var rest = text.AsSpan(first); !rest.IsEmpty;)
        {
            var harmless = HarmlessLength(rest, keepNewlines);
            escaped.Append(rest[..harmless]);
            rest = rest[harmless..];
            if (!rest.IsEmpty)
            {
                rest = rest[AppendEscaped(escaped, rest)..];
            }
        }

        return escaped.ToString();
    }

    /// <summary>The character itself, or a question mark in place of one that is harmful or that the reader cannot
    /// show.</summary>
    public static Rune Of(Rune rune, bool hasUnicode) => IsSafe(rune) && (hasUnicode || rune.IsAscii) ? rune : Stand;

    /// <summary>A picture of the character for an excerpt of a file, where its place counts: control characters become
    /// their symbols, a tab blanks.</summary>
    /// <param name="rune">The character.</param>
    /// <param name="columns">How many cells the picture fills.</param>
    public static string Picture(Rune rune, out int columns)
    {
        columns = 1;
        switch (rune.Value)
        {
            case '\t':
                columns = TabColumns;
                return new string(' ', TabColumns);
            case < ' ':
                return ((char)(ControlPictures + rune.Value)).ToString();
            case 0x7f:
                return DeletePicture.ToString();
            default:
                var shown = IsSafe(rune) ? rune : Replacement;
                columns = Columns(shown);
                return shown.ToString();
        }
    }

    /// <summary>How many cells of a terminal a harmless character fills.</summary>
    public static int Columns(Rune rune)
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
    public static int Columns(ReadOnlySpan<char> text, bool hasUnicode)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Columns(Of(rune, hasUnicode));
        }

        return columns;
    }

    private static int HarmlessLength(ReadOnlySpan<char> text, bool keepNewlines)
    {
        var length = 0;
        while (length < text.Length)
        {
            if (Rune.DecodeFromUtf16(text[length..], out var rune, out var consumed) != OperationStatus.Done
                || !(IsSafe(rune) || rune.Value == '\t' || (keepNewlines && rune.Value == '\n')))
            {
                break;
            }

            length += consumed;
        }

        return length;
    }

    // Half of a pair that has lost the other half is no character: its code unit is shown.
    private static int AppendEscaped(StringBuilder escaped, ReadOnlySpan<char> text)
    {
        var isRune = Rune.DecodeFromUtf16(text, out var rune, out var consumed) == OperationStatus.Done;
        var value = isRune ? rune.Value : text[0];
        _ = value switch
        {
            '\n' => escaped.Append(@"\n"),
            <= 0xff => escaped.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}"),
            <= 0xffff => escaped.Append(CultureInfo.InvariantCulture, $@"\u{value:x4}"),
            _ => escaped.Append(CultureInfo.InvariantCulture, $@"\U{value:x8}"),
        };
        return isRune ? consumed : 1;
    }
}
