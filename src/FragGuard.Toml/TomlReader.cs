using FragGuard.Toml.Reading;

namespace FragGuard.Toml;

/// <summary>Reads TOML 1.1.0 documents: all of the language and nothing beyond it.</summary>
/// <remarks>
/// The cost is linear in the size of the document, whatever stands in it, and reading is safe on hostile input: it
/// needs memory in proportion to the input and a bounded stack. Where TOML leaves the choice to the reader: a CRLF in
/// a multi-line string reads as LF, a float beyond the range of a binary64 as infinity, and digits beyond the ninth of
/// a second's fraction are cut off.
/// </remarks>
public static class TomlReader
{
    /// <summary>
    /// How deep tables and arrays can be nested in each other; a document that goes deeper is refused.
    /// </summary>
    /// <remarks>
    /// TOML sets no limit. This one keeps reading, and whoever walks the tables afterwards, within any stack. A dotted
    /// key of n parts opens n - 1 tables; <c>[[x]]</c> counts twice, for the array and its table.
    /// </remarks>
    public const int MaxNesting = 128;

    /// <summary>Reads a document that must be right.</summary>
    /// <param name="utf8">The document; a byte order mark is allowed.</param>
    /// <param name="sourceName">What to call it in messages, normally its path.</param>
    /// <exception cref="TomlException">The document is not TOML. Carries all errors that were found.</exception>
    public static TomlTable Parse(ReadOnlySpan<byte> utf8, string sourceName) =>
        TryParse(utf8, sourceName, out var table, out var errors) ? table : throw new TomlException(errors);

    /// <summary>Reads a document, and reports as many independent mistakes in it as it can find.</summary>
    /// <param name="utf8">The document; a byte order mark is allowed.</param>
    /// <param name="sourceName">What to call it in messages, normally its path.</param>
    /// <param name="table">What could be read: a value is there only when all of it could be read.</param>
    /// <param name="errors">The mistakes in the order of the document; empty when it is right.</param>
    /// <returns>True when the document is right.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, string sourceName, out TomlTable table, out IReadOnlyList<TomlError> errors) =>
        TryParse(utf8, sourceName, new StepCounter(), out table, out errors);

    /// <summary>As the public one, and counts the bytes that are examined on the way.</summary>
    internal static bool TryParse(
        ReadOnlySpan<byte> utf8,
        string sourceName,
        StepCounter steps,
        out TomlTable table,
        out IReadOnlyList<TomlError> errors)
    {
        ArgumentNullException.ThrowIfNull(sourceName);
        var log = new ErrorLog(sourceName);
        var cursor = new Utf8Cursor(utf8, steps);
        if (IsUtf16(utf8))
        {
            log.Add(cursor.Here(), "this is UTF-16 text, or no text at all: save the file as UTF-8");
            table = new();
        }
        else
        {
            table = new DocumentReader(log).Read(ref cursor);
        }

        errors = log.ToList();
        return errors.Count == 0;
    }

    /// <summary>True for a UTF-16 byte order mark, and where every other of the first four bytes is zero.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, > 0, 0, > 0, ..] or [> 0, 0, > 0, 0, ..];
}
