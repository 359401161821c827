using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Collects the problems of one file, in any order, and hands them out in the order of the file.</summary>
internal sealed class ProblemLog(string sourceName, SourceText source)
{
    // Who has made more mistakes than this has given the wrong file.
    private const int Limit = 100;

    // Far more than is shown, so that what is shown is the first of the file in all but absurd cases.
    private const int Capacity = 10 * Limit;

    private readonly List<ConfigProblem> _problems = [];

    /// <summary>True if a part of the file could not be read: then a key that is absent may be there all the
    /// same.</summary>
    internal bool IsIncomplete { get; private set; }

    /// <summary>True if so much was noted that looking for more is of no use to anybody.</summary>
    internal bool IsFull => _problems.Count >= Capacity;

    /// <summary>Takes over what the TOML reader found.</summary>
    internal void Take(IReadOnlyList<TomlError> errors)
    {
        IsIncomplete |= errors.Count > 0;
        foreach (var error in errors)
        {
            Error(error.Position, error.Message);
        }
    }

    /// <summary>Notes a mistake.</summary>
    internal void Error(TomlPosition position, string message) => Add(position, message, isWarning: false);

    /// <summary>Notes something to think about.</summary>
    internal void Warn(TomlPosition position, string message) => Add(position, message, isWarning: true);

    /// <summary>The settings, unless there is a mistake, and all problems.</summary>
    internal ConfigResult Result(GuardSettings settings)
    {
        var (errors, warnings) = (InOrder(isWarning: false), InOrder(isWarning: true));
        return new ConfigResult(errors.Count == 0 ? settings : null, errors, warnings);
    }

    private List<ConfigProblem> InOrder(bool isWarning)
    {
        var all = _problems.Where(problem => problem.IsWarning == isWarning)
            .Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column).ToList();
        var shown = all.Take(Limit).Select(source.WithExcerpt).ToList();
        if (all.Count > Limit)
        {
            var rest = $"{(IsFull ? "at least " : "")}{all.Count - Limit} more are not shown";
            shown.Add(new ConfigProblem(sourceName, 0, 0, rest) { IsWarning = isWarning });
        }

        return shown;
    }

    private void Add(TomlPosition position, string message, bool isWarning) =>
        _problems.Add(new ConfigProblem(sourceName, position.Line, position.Column, message) { IsWarning = isWarning });
}
