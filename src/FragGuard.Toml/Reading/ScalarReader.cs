using System.Text;
using System.Text.Unicode;

namespace FragGuard.Toml.Reading;

/// <summary>Reads what stands without quotes: booleans, numbers, dates and times.</summary>
internal static class ScalarReader
{
    /// <summary>Reads the token that is next.</summary>
    public static Outcome Read(ref Utf8Cursor cursor, ErrorLog errors, out object? value)
    {
        value = null;
        var position = cursor.Here();
        var token = TakeToken(ref cursor);
        if (token.IsEmpty)
        {
            errors.Add(position, $"expected a value, found {Found.Next(cursor)}{LineEndHint(cursor)}");
            return Outcome.Lost;
        }

        if (Parse(token, out value) is not { } problem)
        {
            return Outcome.Read;
        }

        errors.Add(position, problem);
        return Outcome.Broken;
    }

    /// <summary>True when the token is a value.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> token) => Parse(token, out _) is null;

    private static ReadOnlySpan<byte> TakeToken(ref Utf8Cursor cursor)
    {
        var start = cursor;
        var token = cursor.TakeUntil(Characters.TokenStops);
        var isDateAndTime = DateTimeReader.IsDate(token) && cursor.Peek() == ' '
            && cursor.Peek(1) is >= '0' and <= '9';
        if (!isDateAndTime)
        {
            return token;
        }

        cursor.Advance();
        cursor.TakeUntil(Characters.TokenStops);
        return start.Rest[..(cursor.Offset - start.Offset)];
    }

    private static string? Parse(ReadOnlySpan<byte> token, out object? value)
    {
        value = null;
        if (token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8))
        {
            value = token[0] == 't';
            return null;
        }

        if (NotText(token) is { } oddity)
        {
            return $"expected a value, found {oddity}";
        }

        if (DateTimeReader.Recognizes(token))
        {
            var problem = DateTimeReader.Read(token, out var dateTime);
            value = problem is null ? dateTime : null;
            return problem;
        }

        return NumberReader.Recognizes(token) ? NumberReader.Read(token, out value) : NotAValue(token);
    }

    private static string? NotText(ReadOnlySpan<byte> token)
    {
        if (Found.Odd(token) is { } oddity)
        {
            return oddity;
        }

        return Utf8.IsValid(token) ? null : Found.NotUtf8(token[PlainText.ValidLength(token)..]);
    }

    private static string NotAValue(ReadOnlySpan<byte> token)
    {
        var lower = token.Length > "false".Length ? "" : Encoding.UTF8.GetString(token).ToLowerInvariant();
        var hint = lower switch
        {
            "true" or "false" or "inf" or "nan" => $"write {lower} in lower case",
            "yes" or "no" or "on" or "off" => "a boolean is true or false",
            "null" or "nil" or "none" => "TOML has no null: leave the key out",
            _ => "a string must be in quotes",
        };
        return $"expected a value, found {Found.Quote(token)}; {hint}";
    }

    private static string LineEndHint(Utf8Cursor cursor) =>
        cursor.AtNewline || cursor.Peek() == '#' ? "; a value must start on the same line as its key" : "";
}
