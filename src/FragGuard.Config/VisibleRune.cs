using System.Globalization;
using System.Text;

namespace FragGuard.Config;

/// <summary>How a terminal shows a character: what to print for it and how many columns that takes.</summary>
/// <remarks>Wide characters after Unicode's East Asian Width, whole blocks at a time: a caret one column off in a rare
/// script is no harm, a table of every character is.</remarks>
internal static class VisibleRune
{
    private const int TabColumns = 4;
    private const char ReplacementCharacter = '\uFFFD';
    private const int ControlPictures = 0x2400;
    private const char DeletePicture = '\u2421';

    // First and last code point of blocks that are shown two columns wide.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x23E9, 0x23EC), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F),
        (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18DFF),
        (0x1AFF0, 0x1B2FF), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>What to print for a character, and its columns; combining characters take none.</summary>
    internal static string Of(Rune rune, out int columns)
    {
        columns = 1;
        switch (rune.Value)
        {
            case '\t':
                columns = TabColumns;
                return new string(' ', TabColumns);
            case < ' ':
                return ((char)(ControlPictures + rune.Value)).ToString();
            case 0x7F:
                return DeletePicture.ToString();
            default:
                break;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator:
                return ReplacementCharacter.ToString();
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                columns = 0;
                break;
            default:
                columns = IsWide(rune.Value) ? 2 : 1;
                break;
        }

        return rune.ToString();
    }

    private static bool IsWide(int codePoint)
    {
        foreach (var (first, last) in Wide)
        {
            if (codePoint >= first && codePoint <= last)
            {
                return true;
            }
        }

        return false;
    }
}
