using System.Text;

namespace FragGuard.Toml.Tests;

/// <summary>Reads documents that stand in a test as text.</summary>
internal static class Document
{
    public static TomlTable Read(string text) => TomlReader.Parse(Encoding.UTF8.GetBytes(text), "test.toml");

    /// <summary>
    /// The document on one line, as <see cref="TomlText.Value"/> writes it: types and order can be seen.
    /// </summary>
    public static string Inline(string text) => TomlText.Value(Read(text));

    public static IReadOnlyList<TomlError> Errors(byte[] text)
    {
        var isRight = TomlReader.TryParse(text, "", out _, out var errors);
        Assert.Equal(isRight, errors.Count == 0);
        return errors;
    }

    /// <summary>The errors as <c>line:column: message</c>.</summary>
    public static string[] Errors(string text) =>
        Errors(Encoding.UTF8.GetBytes(text)).Select(error => error.ToString()).ToArray();

    /// <summary>The one error of a document with one mistake.</summary>
    public static string Error(string text) => Assert.Single(Errors(text));

    /// <summary>What could be read of a document with mistakes.</summary>
    public static string Rest(string text)
    {
        Assert.False(TomlReader.TryParse(Encoding.UTF8.GetBytes(text), "", out var table, out _));
        return TomlText.Value(table);
    }
}
