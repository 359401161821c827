using System.Globalization;
using FragGuard.Config.Toml;
using FragGuard.Policy;
using Tomlyn.Syntax;

namespace FragGuard.Config;

/// <summary>How a setting is written: takes a TOML value apart.</summary>
/// <param name="value">The value as the file has it.</param>
/// <param name="result">What it means; default if it is wrong.</param>
/// <returns>Null, or what is wrong with it as the end of a sentence that names the key.</returns>
internal delegate string? ValueFormat<T>(object value, out T result);

/// <summary>The forms that are no more than a TOML type.</summary>
internal static class ValueFormat
{
    /// <summary>True or false.</summary>
    internal static string? Boolean(object value, out bool result)
    {
        result = value is true;
        return value switch
        {
            bool => null,
            "true" or "false" => $"is {Shown(value)}; write {value} without quotes",
            1L or "yes" or "on" => $"is {Shown(value)}; write true",
            0L or "no" or "off" => $"is {Shown(value)}; write false",
            _ => $"is {Shown(value)}; expected true or false",
        };
    }

    /// <summary>A whole number in a range.</summary>
    internal static ValueFormat<int> Integer(Range<int> range) => (object value, out int result) =>
    {
        result = value is long number && range.Contains(number) ? (int)number : 0;
        return value switch
        {
            long found when range.Contains(found) => null,
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var found)
                && range.Contains(found) => $"is {Shown(value)}; write {found} without quotes",
            _ => $"is {Shown(value)}; expected a whole number from {range.Min} to {range.Max}",
        };
    };

    /// <summary>Any text; what it must be like is for the caller to say.</summary>
    internal static ValueFormat<string> Text(string expected) => (object value, out string result) =>
    {
        result = value as string ?? "";
        return value is string ? null : $"is {Shown(value)}; expected {expected}";
    };

    /// <summary>The text of a remedy's key.</summary>
    internal static ValueFormat<string> Text(TextKey key) => (object value, out string result) =>
    {
        result = value as string ?? "";
        var expected = value is string text ? key.Expected(text) : $"{key.Noun} such as {key.Example}";
        return expected is null ? null : $"is {Shown(value)}; expected {expected}";
    };

    /// <summary>A value as it is named in a sentence: as TOML writes it, with its type where that is easily mistaken,
    /// cut when long.</summary>
    internal static string Shown(object value) => value switch
    {
        TomlTable => "a table",
        TomlArray { Count: 0 } => "an empty list",
        TomlArray { IsOfTables: true } => "an array of tables",
        TomlArray => "a list",
        DateTimeValueSyntax date => $"the date or time {TomlText.Shorten(date.Token!.Text!)}",
        bool truth => truth ? "the boolean true" : "the boolean false",
        string text => TomlText.Quote(text),
        double number => TomlValue.Float(number),
        _ => ((long)value).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>How many digits and points a text begins with.</summary>
    internal static int NumberLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length;
    }
}

/// <summary>The smallest and the largest value that a setting takes, both included.</summary>
internal readonly record struct Range<T>(T Min, T Max)
    where T : IComparable<T>
{
    /// <summary>True for a value inside.</summary>
    internal bool Contains(T value) => value.CompareTo(Min) >= 0 && value.CompareTo(Max) <= 0;
}

/// <summary>Ranges of int that are asked about TOML's integers.</summary>
internal static class IntegerRange
{
    /// <summary>True for a value inside.</summary>
    internal static bool Contains(this Range<int> range, long value) => value >= range.Min && value <= range.Max;
}
