using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A choice of a few words.</summary>
internal sealed class WordForm<T>(params (string Word, T Value)[] words)
    where T : struct, Enum
{
    /// <summary>Reads one of the words.</summary>
    internal string? Read(object value, out T result)
    {
        foreach (var (word, meaning) in words)
        {
            if (value is string text && text == word)
            {
                result = meaning;
                return null;
            }
        }

        result = default;
        var choices = new List<string>();
        foreach (var (word, _) in words)
        {
            choices.Add(word);
        }

        return value is string wrong && Spelling.Nearest(wrong, choices) is { } nearest
            ? $"is {Form.Shown(value)}; did you mean \"{nearest}\"?"
            : $"is {Form.Shown(value)}; expected {string.Join(" or ", choices.Select(TomlText.String))}";
    }

    /// <summary>The word for a value.</summary>
    internal string Of(T value) =>
        Array.Find(words, choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Word;
}

/// <summary>The words that settings choose from.</summary>
internal static class Words
{
    internal static WordForm<DropWhat> DropWhat { get; } =
        new(("pagecache", Policy.DropWhat.PageCache), ("slab", Policy.DropWhat.Slab), ("all", Policy.DropWhat.All));

    internal static WordForm<CompactScope> CompactScope { get; } =
        new(("node", Policy.CompactScope.Node), ("system", Policy.CompactScope.System));

    internal static WordForm<RestorePolicy> RestorePolicy { get; } = new(
        ("on_clear", Policy.RestorePolicy.OnClear),
        ("on_stop", Policy.RestorePolicy.OnStop),
        ("never", Policy.RestorePolicy.Never));
}
