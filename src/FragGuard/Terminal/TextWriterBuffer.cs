using System.Buffers;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>How a piece of text stands out, where there are colours.</summary>
internal enum Tone
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>A title.</summary>
    Title,

    /// <summary>Less than the rest.</summary>
    Faint,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warn,

    /// <summary>Wrong.</summary>
    Bad,
}

/// <summary>Text for people, written from left to right and line by line. No line is wider than the reader's window,
/// none ends in blanks, and nothing that is written can steer a terminal.</summary>
/// <remarks>Every text that a verb prints goes through here. The buffer is kept: a sheet that is cleared and written
/// again allocates nothing.</remarks>
internal sealed class TextWriterBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private int _blanks;
    private Tone _tone;

    /// <summary>An empty sheet.</summary>
    internal TextWriterBuffer(Display display)
    {
        Display = display;
        Limit = display.Width;
    }

    /// <summary>Who reads it. A window may change its size between two frames.</summary>
    internal Display Display { get; private set; }

    /// <summary>Where the next piece of text will begin, in columns from the left edge.</summary>
    internal int Column { get; private set; }

    /// <summary>Text is cut off at this column; a new line has the whole width again.</summary>
    internal int Limit { get; set; }

    /// <summary>What has been written, in UTF-8.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Takes a new sheet.</summary>
    internal void Clear(Display display)
    {
        _bytes.ResetWrittenCount();
        Display = display;
        BeginLine();
    }

    /// <summary>Takes a new sheet for the same reader.</summary>
    internal void Clear() => Clear(Display);

    /// <summary>Writes text; what goes beyond the limit is left out.</summary>
    internal void Put(ReadOnlySpan<char> text, Tone tone = Tone.Plain)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var safe = SafeText.Of(rune, Display.HasUnicode);
            var columns = SafeText.Columns(safe);
            if (Column + columns > Limit)
            {
                return;
            }

            Put(safe, columns, tone);
        }
    }

    /// <summary>Writes text that ends at this column; it begins later if there is no room.</summary>
    internal void PutRight(ReadOnlySpan<char> text, int end, Tone tone = Tone.Plain)
    {
        MoveTo(end - SafeText.Columns(text, Display.HasUnicode));
        Put(text, tone);
    }

    /// <summary>Goes on at this column, if it lies ahead.</summary>
    internal void MoveTo(int column)
    {
        var blanks = Math.Max(0, Math.Min(column, Limit) - Column);
        _blanks += blanks;
        Column += blanks;
    }

    /// <summary>Ends the line.</summary>
    internal void EndLine()
    {
        SetTone(Tone.Plain);
        _bytes.Write("\n"u8);
        BeginLine();
    }

    /// <summary>Writes one line.</summary>
    internal void Line(ReadOnlySpan<char> text, Tone tone = Tone.Plain)
    {
        Put(text, tone);
        EndLine();
    }

    /// <summary>Writes a text of any length, broken at blanks and bars where it does not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Where its lines begin, unless the first goes on behind what is there already.</param>
    /// <param name="tone">Its colour.</param>
    internal void Paragraph(string text, int indent = 0, Tone tone = Tone.Plain)
    {
        var left = Math.Min(indent, Limit / 2);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            MoveTo(left);
            var length = FittingLength(rest, left);
            Put(rest[..length].TrimEnd(' '), tone);
            EndLine();
            rest = rest[length..].TrimStart(' ');
        }
    }

    private void BeginLine()
    {
        (Column, _blanks, Limit) = (0, 0, Display.Width);
        _tone = Tone.Plain;
    }

    // As much as fits, up to the last place where a line may be broken. On a line of its own it is at least one
    // character, or nothing would ever end.
    private int FittingLength(ReadOnlySpan<char> text, int left)
    {
        var (columns, length, breakable) = (Column, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            columns += SafeText.Columns(SafeText.Of(rune, Display.HasUnicode));
            if (columns > Limit && rune.Value != ' ')
            {
                return breakable > 0 || Column > left ? breakable : Math.Max(length, rune.Utf16SequenceLength);
            }

            length += rune.Utf16SequenceLength;
            breakable = rune.Value is ' ' or '|' ? length : breakable;
        }

        return text.Length;
    }

    private void Put(Rune safe, int columns, Tone tone)
    {
        if (safe.Value == ' ')
        {
            _blanks++;
            Column++;
            return;
        }

        if (_blanks > 0)
        {
            // A blank looks the same in every tone.
            _bytes.GetSpan(_blanks)[.._blanks].Fill((byte)' ');
            _bytes.Advance(_blanks);
            _blanks = 0;
        }

        SetTone(tone);
        _bytes.Advance(safe.EncodeToUtf8(_bytes.GetSpan(4)));
        Column += columns;
    }

    private void SetTone(Tone tone)
    {
        if (tone != _tone && Display.HasColours)
        {
            _bytes.Write(tone switch
            {
                Tone.Title => "\e[0;1m"u8,
                Tone.Faint => "\e[0;2m"u8,
                Tone.Good => "\e[0;32m"u8,
                Tone.Warn => "\e[0;33m"u8,
                Tone.Bad => "\e[0;1;31m"u8,
                _ => "\e[0m"u8,
            });
        }

        _tone = tone;
    }
}
