using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A program with its arguments: a list of texts, the first one an absolute path. No shell is
/// involved.</summary>
internal static class CommandFormat
{
    /// <summary>Reads a command; empty if the file has none, or a wrong one.</summary>
    /// <param name="section">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="example">A command as it should be, in TOML.</param>
    internal static ValueList<string> Read(Section section, string key, string example)
    {
        if (section.TryGetRaw(key, out var value) && value is string)
        {
            section.Refuse(key,
                $"is {ValueFormat.Shown(value)}; expected a list, for no shell is involved: {example}");
            return [];
        }

        var isProgram = true;
        return section.List<string>(key, ReadWord, "name a program", example, mayRepeat: true);

        string? ReadWord(object item, out string word)
        {
            var wrong = isProgram ? PathFormat.Read(item, out word) : ReadArgument(item, out word);
            isProgram = false;
            return wrong;
        }
    }

    private static string? ReadArgument(object value, out string result)
    {
        result = value as string ?? "";
        return value switch
        {
            string text when text.Contains('\0', StringComparison.Ordinal) =>
                $"is {ValueFormat.Shown(value)}; an argument cannot hold a NUL character",
            string { Length: > Limits.PathLength } => $"is longer than {Limits.PathLength} characters",
            string => null,
            _ => $"is {ValueFormat.Shown(value)}; expected a text, in quotes",
        };
    }
}
