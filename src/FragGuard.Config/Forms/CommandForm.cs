using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A program and its arguments as a list, for no shell is involved.</summary>
internal static class CommandForm
{
    private const string Key = "command";

    /// <summary>Reads the key <c>command</c> of a table.</summary>
    /// <param name="section">The table.</param>
    /// <param name="example">A command as it should be.</param>
    /// <returns>Empty if there is none, or none that can be run; that has been noted.</returns>
    internal static ValueList<string> Read(Section section, string example)
    {
        if (section.TryGetRaw(Key, out var value) && value is string)
        {
            section.Refuse(Key, $"is {Form.Shown(value)}; expected a list, for no shell is involved: {example}");
            return [];
        }

        var isProgram = true;
        return section.List<string>(Key, ReadWord, "name a program", example, mayRepeat: true);

        string? ReadWord(object item, out string word)
        {
            var wrong = isProgram ? PathForm.Read(item, out word) : ReadArgument(item, out word);
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
                $"is {Form.Shown(value)}; an argument cannot hold a NUL character",
            string { Length: > Limits.PathLength } => $"is longer than {Limits.PathLength} characters",
            string => null,
            _ => $"is {Form.Shown(value)}; expected a text, in quotes",
        };
    }
}
