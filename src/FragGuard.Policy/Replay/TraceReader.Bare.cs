namespace FragGuard.Policy;

// Captures of /proc/buddyinfo one after another, as a shell loop writes them: with the output of date between them,
// with a
// time before each row, or with nothing.
public sealed partial class TraceReader
{
    private const double SecondsADay = 86_400;

    private double? _firstSeconds;
    private double? _lastSeconds;

    private bool TryReadCapture()
    {
        _zones.Clear();
        var (start, firstLine) = (_position, _line + 1);
        var hasPrefix = false;
        double? seconds = null;
        while (TryPeek(out var line, out var next))
        {
            var row = BuddyRows.At(line, out var zone);
            if (row >= 0 && !_zones.Add(zone))
            {
                break;
            }

            if (CaptureTime.TryParse(row < 0 ? line : line[..row], out var at, out var hasDate))
            {
                if (row < 0 && _zones.Count > 0)
                {
                    break;
                }

                seconds ??= hasDate ? at : NextDay(at);
            }

            hasPrefix |= row > 0;
            Skip(next);
        }

        if (_zones.Count == 0)
        {
            Error = Samples == 0 ? new TraceError(0, WhyNothing()) : null;
            return false;
        }

        TakeTime(seconds);
        var text = _trace[start.._position];
        _sections.Add(new TraceSection(BuddyInfoPath, hasPrefix ? BuddyRows.WithoutPrefixes(text.Span)
            : text, firstLine));
        return Error is null;
    }

    // A clock without a day goes on after midnight.
    private double NextDay(double clock)
    {
        var days = _lastSeconds is { } last ? Math.Floor(last / SecondsADay) : 0;
        var seconds = (days * SecondsADay) + clock;
        return seconds < _lastSeconds ? seconds + SecondsADay : seconds;
    }

    private void TakeTime(double? seconds)
    {
        if (seconds is not { } now)
        {
            At = Samples == 0 ? TimeSpan.Zero : Times.Later(At, _interval);
            return;
        }

        if (now < _lastSeconds)
        {
            Fail("the time goes backwards");
            return;
        }

        _firstSeconds ??= Samples == 0 ? now : now - At.TotalSeconds - _interval.TotalSeconds;
        _lastSeconds = now;
        At = TimeSpan.FromSeconds(Math.Clamp(now - _firstSeconds.Value, 0, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private string WhyNothing()
    {
        var text = _trace.Span;
        var isCollectl = text.IndexOf("1Pg"u8) >= 0 || text.IndexOf("MEMORY FRAGMENTATION"u8) >= 0;
        return isCollectl
            ? "a table of collectl, which leaves out what tells zones apart: record /proc/buddyinfo itself"
            : text.IndexOf("Normal"u8) >= 0 || text.IndexOf("DMA"u8) >= 0
                ? "zones are named, but no row reads 'Node 0, zone Normal' and counts, as /proc/buddyinfo has them; "
                    + $"and '{Header}' is missing"
                : $"neither '{Header}' nor a row of /proc/buddyinfo was found";
    }
}
