using System.Globalization;
using FragGuard.Config.Toml;
using FragGuard.Policy;

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

    /// <summary>Any text.</summary>
    internal static string Text(string text) => TomlText.String(text);

    /// <summary>A text that needs no escapes.</summary>
    internal static string Quoted(string plain) => $"\"{plain}\"";

    /// <summary>A list; null for an empty one, which the file leaves out.</summary>
    internal static string? List<T>(ValueList<T> items, Func<T, string> write) =>
        items.Count == 0 ? null : $"[{items.Join(", ", write)}]";
}
