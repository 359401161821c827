using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;
using Tomlyn.Helpers;
using Tomlyn.Syntax;

namespace FragGuard.Config;

/// <summary>Settings as values of TOML that read back to equal settings.</summary>
internal static class TomlValue
{
    /// <summary>A number.</summary>
    internal static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>True or false.</summary>
    internal static string Of(bool truth) => truth ? "true" : "false";

    /// <summary>A duration.</summary>
    internal static string Duration(TimeSpan duration) => Quoted(DurationFormat.Write(duration));

    /// <summary>An amount of memory.</summary>
    internal static string Size(ulong bytes) => Quoted(SizeFormat.Write(bytes));

    /// <summary>A key: bare where TOML allows it, else in quotes.</summary>
    internal static string Key(string key) => BareKeySyntax.IsBareKey(key) ? key : Text(key);

    /// <summary>Any text on one line, in double quotes. What a terminal could act on or hide becomes an escape
    /// sequence, half a surrogate pair U+FFFD.</summary>
    internal static string Text(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                _ when SafeText.IsSafe(rune) => rune.ToString(),
                <= char.MaxValue => $"\\u{rune.Value:X4}",
                _ => $"\\U{rune.Value:X8}",
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A float with a point or an exponent, so that it reads back as one.</summary>
    internal static string Float(double number) =>
        TomlFormatHelper.ToString(number).ToLowerInvariant().TrimStart('+');

    /// <summary>A text that needs no escapes.</summary>
    internal static string Quoted(string plain) => $"\"{plain}\"";

    /// <summary>A list; null for an empty one, which the file leaves out.</summary>
    internal static string? List<T>(ValueList<T> items, Func<T, string> write) =>
        items.Count == 0 ? null : $"[{items.Join(", ", write)}]";
}
