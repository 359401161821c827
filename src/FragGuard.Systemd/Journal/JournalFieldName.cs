namespace FragGuard.Systemd.Journal;

/// <summary>Turns a property's name into a journal field's name.</summary>
/// <remarks>
/// journald takes A-Z, 0-9 and _, at most 64 of them, the first one a letter: it drops other fields without a word, and
/// a leading underscore is its own (_PID, _UID). Source: systemd.journal-fields(7), journal_field_valid().
/// </remarks>
internal static class JournalFieldName
{
    /// <summary>The longest name that journald keeps.</summary>
    internal const int MaxBytes = 64;

    private static ReadOnlySpan<byte> Prefix => "FIELD_"u8;

    /// <summary>
    /// Writes the field's name: <c>Node</c> is NODE, <c>http.code</c> is HTTP_CODE, <c>0</c> is FIELD_0.
    /// </summary>
    /// <remarks>What every record has once gets the prefix too: a property cannot pose as the message.</remarks>
    /// <param name="propertyName">Any text.</param>
    /// <param name="field">Where to; at least <see cref="MaxBytes"/>.</param>
    /// <returns>How many bytes were written: 1 to <see cref="MaxBytes"/>.</returns>
    internal static int Write(ReadOnlySpan<char> propertyName, Span<byte> field)
    {
        var lengthBytes = 0;
        foreach (var character in propertyName)
        {
            var mapped = Map(character);
            if (lengthBytes == 0)
            {
                if (mapped == (byte)'_')
                {
                    continue;
                }

                if (mapped is >= (byte)'0' and <= (byte)'9')
                {
                    Prefix.CopyTo(field);
                    lengthBytes = Prefix.Length;
                }
            }

            if (lengthBytes == MaxBytes)
            {
                break;
            }

            field[lengthBytes++] = mapped;
        }

        if (lengthBytes == 0)
        {
            // Not one letter or digit in it: some name is better than a lost value.
            var bare = Prefix[..^1];
            bare.CopyTo(field);
            return bare.Length;
        }

        return IsOfEveryRecord(field[..lengthBytes]) ? InsertPrefix(field, lengthBytes) : lengthBytes;
    }

    private static bool IsOfEveryRecord(ReadOnlySpan<byte> field) =>
        field.SequenceEqual("MESSAGE"u8)
        || field.SequenceEqual("PRIORITY"u8)
        || field.SequenceEqual("SYSLOG_IDENTIFIER"u8);

    private static int InsertPrefix(Span<byte> field, int lengthBytes)
    {
        field[..lengthBytes].CopyTo(field[Prefix.Length..]);
        Prefix.CopyTo(field);
        return Prefix.Length + lengthBytes;
    }

    // By hand, because culture-aware upper-casing turns letters such as U+017F into ASCII ones.
    private static byte Map(char character) => character switch
    {
        >= 'a' and <= 'z' => (byte)(character - 'a' + 'A'),
        (>= 'A' and <= 'Z') or (>= '0' and <= '9') => (byte)character,
        _ => (byte)'_',
    };
}
