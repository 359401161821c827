using System.Globalization;
using System.Text;
using FragGuard.Config.Toml;

namespace FragGuard.Config.Tests;

/// <summary>Reads documents that stand in a test as text.</summary>
internal static class Document
{
    /// <summary>A document without mistakes.</summary>
    internal static TomlTable Read(string text)
    {
        var table = TomlReader.Read(Encoding.UTF8.GetBytes(text), out var errors);
        Assert.Empty(errors);
        return table;
    }

    internal static IReadOnlyList<TomlError> Errors(byte[] text)
    {
        _ = TomlReader.Read(text, out var errors);
        return errors;
    }

    /// <summary>The errors as <c>line:column: message</c>.</summary>
    internal static string[] Errors(string text) =>
        Errors(Encoding.UTF8.GetBytes(text))
            .Select(error => $"{error.Position.Line}:{error.Position.Column}: {error.Message}").ToArray();

    /// <summary>The one error of a document with one mistake.</summary>
    internal static string Error(string text) => Assert.Single(Errors(text));

    /// <summary>A document on one line, without its mistakes: types and order can be seen.</summary>
    internal static string Inline(string text) => Inline(TomlReader.Read(Encoding.UTF8.GetBytes(text), out _));

    private static string Inline(KeyValuePair<string, TomlItem> entry) =>
        $"{TomlValue.Key(entry.Key)} = {Inline(entry.Value.Value)}";

    private static string Inline(object value) => value switch
    {
        TomlTable { Count: 0 } => "{}",
        TomlTable table => $"{{ {string.Join(", ", table.Select(Inline))} }}",
        TomlArray array => $"[{string.Join(", ", array.Select(item => Inline(item.Value)))}]",
        string text => TomlValue.Text(text),
        bool truth => truth ? "true" : "false",
        double number => TomlValue.Float(number),
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => ValueFormat.Shown(value),
    };
}
