using System.Globalization;

namespace FragGuard.Toml.Reading;

/// <summary>Collects the mistakes of one document, up to a limit.</summary>
internal sealed class ErrorLog(string sourceName)
{
    /// <summary>How many mistakes are reported; reading stops at the one after.</summary>
    /// <remarks>
    /// A document with more is not a TOML document. The limit also bounds the cost of hostile input, because the search
    /// for a place to go on from may read the rest of the document after each mistake.
    /// </remarks>
    public const int Limit = 100;

    private readonly List<TomlError> _errors = [];
    private TomlPosition? _leftOut;

    /// <summary>How many mistakes were noted.</summary>
    public int Count => _errors.Count;

    /// <summary>True when reading on would find nothing that is still reported.</summary>
    public bool IsFull => _leftOut is not null;

    /// <summary>Notes one mistake.</summary>
    public void Add(TomlPosition position, string message)
    {
        if (_errors.Count < Limit)
        {
            _errors.Add(new(sourceName, position, message));
            return;
        }

        _leftOut ??= position;
    }

    /// <summary>The mistakes in the order of the document; the last one says so when there are more.</summary>
    public IReadOnlyList<TomlError> ToList()
    {
        var ordered = _errors
            .OrderBy(error => error.Position.Line)
            .ThenBy(error => error.Position.Column)
            .ToList();
        if (_leftOut is { } position)
        {
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"too many errors: only the first {Limit} are reported, and the rest of the file was not read");
            ordered.Add(new(sourceName, position, message));
        }

        return ordered;
    }
}
