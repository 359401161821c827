using System.Globalization;
using System.Text;

namespace FragGuard.Systemd.Lines;

/// <summary>Text that cannot steer a terminal or hide a journal line.</summary>
/// <remarks>
/// Process names come from whoever started the process and may hold escape sequences. journalctl also shows a message
/// with a control character as "[12B blob data]": one odd name would hide the whole line.
/// </remarks>
internal static class PlainText
{
    /// <summary>Writes control, format and line-separating characters as <c>\x1b</c> or <c>\u202e</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepNewlines">Whether newlines stay; a tab always does.</param>
    /// <returns>The same instance when there is nothing to escape.</returns>
    internal static string Escape(string text, bool keepNewlines)
    {
        var first = IndexOfUnsafe(text, keepNewlines);
        if (first < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (var character in text.AsSpan(first))
        {
            if (IsSafe(character, keepNewlines))
            {
                escaped.Append(character);
            }
            else if (character == '\n')
            {
                escaped.Append(@"\n");
            }
            else
            {
                var form = character <= 0xFF ? $@"\x{(int)character:x2}" : $@"\u{(int)character:x4}";
                escaped.Append(form);
            }
        }

        return escaped.ToString();
    }

    private static int IndexOfUnsafe(string text, bool keepNewlines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsSafe(text[i], keepNewlines))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSafe(char character, bool keepNewlines)
    {
        if (character is >= ' ' and < '\x7f')
        {
            return true;
        }

        if (character is '\t' or '\n')
        {
            return character == '\t' || keepNewlines;
        }

        // Cf holds the bidirectional overrides, which reorder what a reader sees.
        return CharUnicodeInfo.GetUnicodeCategory(character) is not (
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);
    }
}
