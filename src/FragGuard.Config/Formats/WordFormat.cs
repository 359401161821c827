
namespace FragGuard.Config;

/// <summary>A choice of a few words.</summary>
/// <param name="words">The words.</param>
internal sealed class WordFormat(IReadOnlyList<string> words)
{
    /// <summary>Reads one of the words.</summary>
    /// <param name="value">The value as the file has it.</param>
    /// <param name="result">Which of the words; 0 if it is none.</param>
    internal string? Read(object value, out int result)
    {
        for (result = 0; result < words.Count; result++)
        {
            if (value is string text && text == words[result])
            {
                return null;
            }
        }

        result = 0;
        return value is string wrong && Spelling.Nearest(wrong, words) is { } nearest
            ? $"is {ValueFormat.Shown(value)}; did you mean \"{nearest}\"?"
            : $"is {ValueFormat.Shown(value)}; expected {string.Join(" or ", words.Select(TomlValue.Text))}";
    }
}
