using System.Buffers;
using System.Buffers.Text;

namespace FragGuard.Kernel;

/// <summary>Takes out of a line what terminals, browsers and word processors put into it: colours, hyperlinks, no-break
/// blanks, marks of byte order and direction, HTML and Markdown escapes.</summary>
/// <remarks>What cannot stand in a kernel's message otherwise. The kernel's own <c>\xNN</c> stays.</remarks>
internal static class LogText
{
    private const byte Escape = 0x1b;

    private static readonly SearchValues<byte> Suspicious =
        SearchValues.Create([0, Escape, 0x07, (byte)'\r', 0xc2, 0xe2, 0xef, (byte)'&', (byte)'\\', (byte)'#',
            (byte)'^']);

    /// <summary>Makes a line clean.</summary>
    /// <param name="line">The line.</param>
    /// <param name="buffer">Where to, if something had to go; as long as the line suffices.</param>
    /// <returns>The line itself, or what was written.</returns>
    internal static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> line, Span<byte> buffer)
    {
        line = line.TrimEnd("\r\n\0 \t"u8).TrimStart((byte)0);
        var at = line.IndexOfAny(Suspicious);
        if (at < 0 || line.Length > buffer.Length)
        {
            return line;
        }

        var written = 0;
        while (!line.IsEmpty)
        {
            at = line.IndexOfAny(Suspicious);
            var plain = at < 0 ? line : line[..at];
            plain.CopyTo(buffer[written..]);
            written += plain.Length;
            line = line[plain.Length..];
            if (!line.IsEmpty)
            {
                line = line[TakeOne(line, buffer, ref written)..];
            }
        }

        return buffer[..written];
    }

    // How much of the line is done with; what stands for it is written.
    private static int TakeOne(ReadOnlySpan<byte> line, Span<byte> buffer, ref int written)
    {
        var (length, stand) = line[0] switch
        {
            Escape => (EscapeLength(line, 1), -1),
            0 or 0x07 or (byte)'\r' => (1, -1),
            0xc2 when line.StartsWith("\u00a0"u8) => (2, ' '),
            0xe2 when Is(line, "\u202f"u8) || Is(line, "\u2007"u8) || Is(line, "\u2003"u8) || Is(line, "\u2009"u8) =>
                (3, ' '),
            0xe2 when Is(line, "\u200b"u8) || Is(line, "\u200e"u8) || Is(line, "\u200f"u8) || Is(line, "\u2060"u8)
                || Is(line, "\u202a"u8) || Is(line, "\u202c"u8) => (3, -1),
            0xef when Is(line, "\ufeff"u8) => (3, -1),
            (byte)'&' => OfEntity(line),
            (byte)'\\' => OfBackslash(line),
            (byte)'#' when Is(line, "#033["u8) => (EscapeLength(line, 4), -1),
            (byte)'#' when Is(line, "#011"u8) => (4, '\t'),
            (byte)'#' when Is(line, "#015"u8) => (4, -1),
            (byte)'^' when Is(line, "^[["u8) => (EscapeLength(line, 2), -1),
            _ => (1, line[0]),
        };
        if (stand >= 0)
        {
            buffer[written++] = (byte)stand;
        }

        return Math.Min(length, line.Length);
    }

    // A terminal's sequence from its first byte on; "start" is what spells the escape.
    private static int EscapeLength(ReadOnlySpan<byte> line, int start)
    {
        if (line.Length <= start)
        {
            return line.Length;
        }

        switch (line[start])
        {
            case (byte)'[':
                var end = start + 1;
                while (end < line.Length && line[end] is >= 0x20 and < 0x40)
                {
                    end++;
                }

                return end + 1;

            // Strings for the terminal, such as hyperlinks and Buildkite's times: up to BEL or ESC \.
            case (byte)']' or (byte)'_' or (byte)'P' or (byte)'^':
                var bell = line[start..].IndexOfAny((byte)0x07, Escape);
                return bell < 0 ? start + 1 : start + bell + (line[start + bell] == Escape ? 2 : 1);
            case (byte)'(' or (byte)')':
                return start + 2;
            default:
                return start + 1;
        }
    }

    private static (int Length, int Stand) OfEntity(ReadOnlySpan<byte> line) => line switch
    {
        _ when Is(line, "&lt;"u8) => (4, '<'),
        _ when Is(line, "&gt;"u8) => (4, '>'),
        _ when Is(line, "&amp;"u8) => (5, '&'),
        _ when Is(line, "&quot;"u8) => (6, '"'),
        _ when Is(line, "&apos;"u8) => (6, '\''),
        _ when Is(line, "&nbsp;"u8) => (6, ' '),
        _ when Is(line, "&vert;"u8) => (6, '|'),
        _ when Is(line, "&#"u8) => OfNumber(line),
        _ => (1, '&'),
    };

    private static (int Length, int Stand) OfNumber(ReadOnlySpan<byte> line)
    {
        var isHex = line.Length > 2 && line[2] is (byte)'x' or (byte)'X';
        var digits = line[Math.Min(line.Length, isHex ? 3 : 2)..];
        var end = digits.IndexOf((byte)';');
        return end is > 0 and <= 5 && Utf8Parser.TryParse(digits[..end], out uint code, out var read, isHex ? 'x' : 'D')
            && read == end && code is (>= ' ' and < 0x7f) or 0xa0
                ? ((isHex ? 3 : 2) + end + 1, code == 0xa0 ? ' ' : (int)code)
                : (1, '&');
    }

    // \x1b[ and \u001b[ and \033[ spell a colour; \_ is Markdown.
    private static (int Length, int Stand) OfBackslash(ReadOnlySpan<byte> line) => line switch
    {
        _ when Is(line, "\\x1b["u8) || Is(line, "\\x1B["u8) || Is(line, "\\033["u8) => (EscapeLength(line, 4), -1),
        _ when Is(line, "\\u001b["u8) || Is(line, "\\u001B["u8) => (EscapeLength(line, 6), -1),
        _ when Is(line, "\\e["u8) => (EscapeLength(line, 2), -1),
        _ when line.Length > 1 && "_[]*|()#<>"u8.Contains(line[1]) => (2, line[1]),
        _ => (1, '\\'),
    };

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> start) => line.StartsWith(start);
}
