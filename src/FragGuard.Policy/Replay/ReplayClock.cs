namespace FragGuard.Policy;

/// <summary>The local time of day in a replay, for the daily windows: from the last section <c>> clock</c>
/// (<c>04:59:30</c>, as date +%T prints it) and the trace's own time since then; before the first one from the
/// options.</summary>
/// <remarks>A trace's time is monotonic and says nothing of the day. Without either the time of day is unknown, and
/// windows hold nothing back.</remarks>
internal sealed class ReplayClock(TimeSpan? atStart)
{
    internal const string Path = "clock";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private (TimeSpan TimeOfDay, TimeSpan At)? _last;

    /// <summary>Takes a section.</summary>
    /// <returns>False if it is no time of day.</returns>
    internal bool TryTake(ReadOnlySpan<byte> text, TimeSpan now)
    {
        if (!TraceTime.TryParseTimeOfDay(text.Trim(" \t\r\n"u8), out var timeOfDay))
        {
            return false;
        }

        _last = (timeOfDay, now);
        return true;
    }

    /// <summary>The time of day; null if it is unknown.</summary>
    internal TimeSpan? TimeOfDay(TimeSpan now)
    {
        if (_last is null && atStart is { } start)
        {
            _last = (start, now);
        }

        return _last is { } last ? TimeSpan.FromTicks((last.TimeOfDay + (now - last.At)).Ticks % Day.Ticks) : null;
    }
}
