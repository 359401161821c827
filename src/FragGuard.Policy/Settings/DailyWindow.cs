namespace FragGuard.Policy;

/// <summary>A time of day in which the ladder may act, local time: <c>"22:00-05:00"</c> runs across midnight.</summary>
/// <param name="From">Minutes since midnight, included.</param>
/// <param name="To">Minutes since midnight, excluded. Equal to <paramref name="From"/> means the whole day.</param>
public sealed record DailyWindow(int From, int To)
{
    /// <summary>True at this time of day.</summary>
    public bool Contains(TimeSpan timeOfDay)
    {
        var minute = (int)timeOfDay.TotalMinutes;
        return From < To ? minute >= From && minute < To : minute >= From || minute < To;
    }

    /// <summary>As it is written in the file.</summary>
    public override string ToString() => $"{From / 60:00}:{From % 60:00}-{To / 60:00}:{To % 60:00}";
}
