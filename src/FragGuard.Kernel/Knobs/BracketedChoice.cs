using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FragGuard.Kernel;

/// <summary>A kernel file that shows all its choices and marks the one in force:
/// <c>always defer [madvise] never</c>.</summary>
/// <remarks>The transparent huge page switches under <c>/sys/kernel/mm/transparent_hugepage</c> have this form. Reading
/// is rare (a knob is about to be tuned), so the words are strings.</remarks>
public sealed class BracketedChoice
{
    private BracketedChoice(string current, string[] choices)
    {
        Current = current;
        Choices = choices;
    }

    /// <summary>The choice in force, without its brackets.</summary>
    public string Current { get; }

    /// <summary>All choices that this kernel offers, in its order.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>Reads the file's text.</summary>
    /// <returns>False unless exactly one word is in brackets.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out BracketedChoice? choice)
    {
        string? current = null;
        var choices = new List<string>();
        choice = null;
        var fields = new FieldReader(text.Trim("\0\r\n "u8));
        while (fields.TryReadField(out var field))
        {
            var marked = field is [(byte)'[', _, .., (byte)']'];
            var word = marked ? field[1..^1] : field;
            if (word.IndexOfAny("[]\n"u8) >= 0 || (marked && current is not null))
            {
                return false;
            }

            choices.Add(Encoding.UTF8.GetString(word));
            current = marked ? choices[^1] : current;
        }

        choice = current is null ? null : new BracketedChoice(current, [.. choices]);
        return current is not null;
    }
}
