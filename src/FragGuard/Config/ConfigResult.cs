using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Settings">The settings with every default filled in; null if there are errors.</param>
/// <param name="Errors">Every mistake, in the order of the file.</param>
/// <param name="Warnings">What is valid but may not be meant, in the order of the file.</param>
internal sealed record ConfigResult(
    GuardSettings? Settings, IReadOnlyList<ConfigProblem> Errors, IReadOnlyList<ConfigProblem> Warnings);
