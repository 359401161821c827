using FragGuard.Config;
using FragGuard.Daemon;

namespace FragGuard;

/// <summary>Lengths of time on the command line.</summary>
internal static class DurationArgument
{
    /// <summary>A time that is longer than none.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="option">The option that it was written behind.</param>
    internal static TimeSpan Of(string text, string option) =>
        DurationFormat.TryParse(text, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw new GuardException(ExitCodes.Usage, $"{option} {text}: expected a time such as 500ms, 15s or 10m");
}
