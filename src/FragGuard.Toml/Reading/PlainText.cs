using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace FragGuard.Toml.Reading;

/// <summary>Reads the text of one comment or string: it must be UTF-8 and free of control characters.</summary>
/// <remarks>Reports the first offence only: who pastes a binary file makes one mistake, not a thousand.</remarks>
/// <param name="errors">Gets the report.</param>
/// <param name="place">What the text stands in, for the message: "a comment", "a string".</param>
internal ref struct PlainText(ErrorLog errors, string place)
{
    /// <summary>True until something was reported.</summary>
    public bool IsClean { get; private set; } = true;

    /// <summary>Takes the bytes up to the next stop, or to the end.</summary>
    public ReadOnlySpan<byte> Take(ref Utf8Cursor cursor, SearchValues<byte> stops)
    {
        var start = cursor;
        var run = cursor.TakeUntil(stops);
        if (IsClean && !Utf8.IsValid(run))
        {
            var validLength = ValidLength(run);
            cursor = start;
            cursor.Advance(validLength);
            errors.Add(cursor.Here(), $"{Found.NotUtf8(run[validLength..])}: save the file as UTF-8");
            cursor.Advance(run.Length - validLength);
            IsClean = false;
        }

        return run;
    }

    /// <summary>Takes the control character that is next.</summary>
    public void TakeControl(ref Utf8Cursor cursor)
    {
        if (IsClean)
        {
            errors.Add(cursor.Here(), $"{Found.Control(cursor.Peek())} is not allowed in {place}");
            IsClean = false;
        }

        cursor.Advance();
    }

    /// <summary>How many bytes there are before the first that is not UTF-8.</summary>
    public static int ValidLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(text[length..], out _, out var consumed) == OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
