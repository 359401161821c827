using System.Text;

namespace FragGuard.Toml;

/// <summary>Writes a whole document: keys first, then a section with a header for each table.</summary>
/// <remarks>
/// Reads back equal, with two differences that TOML itself makes: within a table the tables come after the other
/// values, and an empty <see cref="TomlTableArray"/> becomes an empty <see cref="TomlArray"/>.
/// </remarks>
public static class TomlWriter
{
    /// <summary>The document as text; every line ends with LF.</summary>
    /// <exception cref="ArgumentException">A key or string holds half a surrogate pair.</exception>
    /// <exception cref="InvalidOperationException">
    /// Deeper than <see cref="TomlReader.MaxNesting"/>, or in itself.
    /// </exception>
    public static string Write(TomlTable document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        WriteTable(text, document, path: "", depth: 0);
        return text.ToString();
    }

    private static void WriteTable(StringBuilder text, TomlTable table, string path, int depth)
    {
        TomlText.ThrowIfTooDeep(depth);
        foreach (var (key, value) in table)
        {
            if (!IsSection(value))
            {
                text.Append(TomlText.Key(key)).Append(" = ");
                TomlText.AppendValue(text, value, depth + 1);
                text.Append('\n');
            }
        }

        foreach (var (key, value) in table)
        {
            if (IsSection(value))
            {
                WriteSection(text, value, path.Length == 0 ? TomlText.Key(key) : $"{path}.{TomlText.Key(key)}", depth);
            }
        }
    }

    private static void WriteSection(StringBuilder text, object section, string path, int depth)
    {
        if (section is TomlTable table)
        {
            if (NeedsHeader(table))
            {
                WriteHeader(text, $"[{path}]");
            }

            WriteTable(text, table, path, depth + 1);
            return;
        }

        foreach (var element in (TomlTableArray)section)
        {
            WriteHeader(text, $"[[{path}]]");
            WriteTable(text, element, path, depth + 2);
        }
    }

    private static void WriteHeader(StringBuilder text, string header)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(header).Append('\n');
    }

    private static bool IsSection(object value) => value is TomlTable or TomlTableArray { Count: > 0 };

    /// <summary>The headers of the tables inside make a table that holds nothing else.</summary>
    private static bool NeedsHeader(TomlTable table) => table.Count == 0 || !table.Values.All(IsSection);
}
