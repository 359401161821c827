namespace FragGuard.Policy;

/// <summary>The name of a window: a time in which something goes on, a model is loaded say, and for which there are
/// watches of its own.</summary>
/// <remarks>It is the name of a file, too, and a word of command lines: hence so few characters.</remarks>
public static class WindowName
{
    /// <summary>Of a name, in characters.</summary>
    public const int MostCharacters = 32;

    /// <summary>The longest that a window is asked for at once: what takes longer is no exception any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>What is wrong with a name: the end of a sentence that says what the name is.</summary>
    /// <returns>Null if nothing is.</returns>
    public static string? Fault(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MostCharacters)
        {
            return $"expected 1 to {MostCharacters} characters";
        }

        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
            {
                return "only the letters a to z and A to Z, digits, - and _ are allowed";
            }
        }

        return char.IsAsciiLetterOrDigit(name[0]) ? null : "it has to begin with a letter or a digit";
    }
}
