using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>What stands first on a line of some logs: who wrote it and how urgent it is.</summary>
/// <remarks>Forms: <c>&lt;4></c> of dmesg -r and of syslog on the wire (RFC 3164, and RFC 5424 with its version behind
/// it), and <c>kern  :warn  : </c> of dmesg -x.</remarks>
internal static class LogPriority
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz01234567"u8);
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" "u8);

    /// <summary>Skips a priority, if there is one.</summary>
    /// <returns>False if it shows that not the kernel wrote the line.</returns>
    internal static bool TrySkip(ref TextCursor cursor) => TrySkipNumber(ref cursor) && TrySkipNames(ref cursor);

    private static bool TrySkipNumber(ref TextCursor cursor)
    {
        var before = cursor;
        if (!cursor.TrySkip('<') || !cursor.TryReadNumber(out var priority) || !cursor.TrySkip('>'))
        {
            cursor = before;
            return true;
        }

        if (cursor.Rest.StartsWith("1 "u8) && cursor.Rest.Length > 2 && char.IsAsciiDigit((char)cursor.Rest[2]))
        {
            cursor.TrySkip("1 "u8);
        }

        return priority >> 3 == KmsgRecord.KernelFacility;
    }

    private static bool TrySkipNames(ref TextCursor cursor)
    {
        var before = cursor;
        var facility = cursor.ReadWhile(NameBytes);
        _ = cursor.ReadWhile(Blank);
        if (facility.IsEmpty || !cursor.TrySkip(':') || !IsLevel(cursor.ReadWhile(NameBytes)))
        {
            cursor = before;
            return true;
        }

        _ = cursor.ReadWhile(Blank);
        if (!cursor.TrySkip(": "u8))
        {
            cursor = before;
            return true;
        }

        return facility.SequenceEqual("kern"u8);
    }

    private static bool IsLevel(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("emerg"u8) || word.SequenceEqual("alert"u8) || word.SequenceEqual("crit"u8)
        || word.SequenceEqual("err"u8) || word.SequenceEqual("warn"u8) || word.SequenceEqual("notice"u8)
        || word.SequenceEqual("info"u8) || word.SequenceEqual("debug"u8);
}
