namespace FragGuard.Policy;

/// <summary>A floor with its time, tried on recorded samples: how many incidents it would have opened.</summary>
/// <param name="floor">Fewer blocks are too few.</param>
/// <param name="lasting">How long they must stay too few.</param>
public sealed class FloorCandidate(ulong floor, TimeSpan lasting)
{
    private TimeSpan? _lowSince;
    private TimeSpan _openedAt;
    private bool _isProven;

    /// <summary>Fewer blocks are too few.</summary>
    public ulong Floor => floor;

    /// <summary>How long they must stay too few: <c>for</c>.</summary>
    public TimeSpan For => lasting;

    /// <summary>Incidents that would have opened.</summary>
    public int Incidents { get; private set; }

    /// <summary>Those that ended although nobody did anything, and in which no allocation failed: false
    /// alarms.</summary>
    public int HealedByThemselves { get; private set; }

    /// <summary>Failures of the kernel log before which an incident was open.</summary>
    public int Preceded { get; private set; }

    /// <summary>The time in incidents.</summary>
    public TimeSpan Below { get; private set; }

    private bool IsOpen { get; set; }

    internal void Take(ulong suitable, TimeSpan now)
    {
        // Half as much again as the floor ends a breach: the default of clear.
        if (IsOpen && suitable >= floor + (floor / 2))
        {
            Close(now);
            HealedByThemselves += _isProven ? 0 : 1;
        }
        else if (!IsOpen && suitable >= floor)
        {
            _lowSince = null;
        }
        else if (!IsOpen && now - (_lowSince ??= now) >= lasting)
        {
            (IsOpen, _openedAt, _isProven) = (true, now, false);
            Incidents++;
        }
    }

    internal void TakeFailure()
    {
        Preceded += IsOpen ? 1 : 0;
        _isProven |= IsOpen;
    }

    // What is open at the end healed by nothing.
    internal void Finish(TimeSpan now)
    {
        if (IsOpen)
        {
            Close(now);
        }

        _lowSince = null;
    }

    private void Close(TimeSpan now)
    {
        Below += now - _openedAt;
        (IsOpen, _lowSince) = (false, null);
    }
}
