using System.Globalization;
using FragGuard.Config;
using FragGuard.Daemon;

namespace FragGuard;

/// <summary>A point in time as a command line names it: <c>2026-11-26</c>, <c>"2026-11-26 03:10"</c>,
/// <c>@1764126600</c>,
/// <c>today</c>, <c>yesterday</c>, <c>now</c>, or a duration such as <c>7d</c> for as long ago.</summary>
internal static class TimeArgument
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK",
    ];

    /// <summary>What the help says of it.</summary>
    internal const string HelpName = "TIME";

    /// <summary>Works it out: microseconds since 1970.</summary>
    /// <exception cref="GuardException">It is no time.</exception>
    internal static long Parse(string text, string option, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.Date, now.Offset);
        var words = text.Trim();
        var ago = words.EndsWith(" ago", StringComparison.Ordinal) ? words[..^4] : words.TrimStart('-');
        if (words == "now")
        {
            return Us(now);
        }

        if (words is "today" or "yesterday")
        {
            return Us(words == "today" ? today : today.AddDays(-1));
        }

        if (words.StartsWith('@') && double.TryParse(words[1..], NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var seconds)
            && seconds < 1e11)
        {
            return (long)(seconds * 1e6);
        }

        if (DurationFormat.TryParse(ago.Replace(" ", "", StringComparison.Ordinal), out var duration))
        {
            return Us(now - duration);
        }

        return DateTimeOffset.TryParseExact(
            words, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? Us(time)
            : throw new GuardException(
                ExitCodes.Usage,
                $"{option} {text}: expected a time such as 2026-11-26, '2026-11-26 03:10', @1764126600, yesterday, "
                    + $"or 7d for that long ago");
    }

    private static long Us(DateTimeOffset time) => time.ToUnixTimeMilliseconds() * 1000;
}
