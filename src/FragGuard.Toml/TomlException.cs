using System.Globalization;

namespace FragGuard.Toml;

/// <summary>A document that is not TOML. Carries every mistake that was found, in the order of the document.</summary>
public sealed class TomlException : Exception
{
    /// <summary>Makes the exception from what was found.</summary>
    /// <param name="errors">The mistakes, first one first; at least one.</param>
    /// <exception cref="ArgumentException">There is no error to report.</exception>
    public TomlException(IReadOnlyList<TomlError> errors)
        : base(Describe(errors))
    {
        Errors = errors;
    }

    /// <summary>What the document is called, as the caller named it.</summary>
    public string SourceName => Errors[0].SourceName;

    /// <summary>The line of the first mistake, from 1.</summary>
    public int Line => Errors[0].Position.Line;

    /// <summary>The column of the first mistake, from 1, in code points.</summary>
    public int Column => Errors[0].Position.Column;

    /// <summary>Every mistake that was found, in the order of the document.</summary>
    public IReadOnlyList<TomlError> Errors { get; }

    private static string Describe(IReadOnlyList<TomlError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count switch
        {
            0 => throw new ArgumentException("a TomlException needs at least one error", nameof(errors)),
            1 => errors[0].ToString(),
            2 => $"{errors[0]} (and 1 more error)",
            _ => string.Create(CultureInfo.InvariantCulture, $"{errors[0]} (and {errors.Count - 1} more errors)"),
        };
    }
}
