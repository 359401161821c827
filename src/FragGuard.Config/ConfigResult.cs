using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Settings">The settings with every default filled in; null if there are errors.</param>
/// <param name="Errors">Every mistake, in the order of the file.</param>
/// <param name="Warnings">What is valid but may not be meant, in the order of the file.</param>
internal sealed record ConfigResult(
    GuardSettings? Settings, IReadOnlyList<ConfigProblem> Errors, IReadOnlyList<ConfigProblem> Warnings)
{
    /// <summary>The file has no <c>[[ladder]]</c> and no <c>ladder</c>: the default one is in force.</summary>
    internal bool LacksLadder { get; init; }

    /// <summary>The file has no <c>[[watch]]</c> and no <c>watch</c>: the default one is in force.</summary>
    internal bool LacksWatch { get; init; }

    /// <summary>Mistakes and warnings together, for a person: each with its source line and a caret, in the order of
    /// the file.</summary>
    internal IEnumerable<string> Rendered() => Errors.Concat(Warnings)
        .OrderBy(problem => problem.Line == 0 ? int.MaxValue : problem.Line).ThenBy(problem => problem.Column)
        .Select(problem => problem.Render());
}
