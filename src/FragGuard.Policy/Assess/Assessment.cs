namespace FragGuard.Policy;

/// <summary>What the watches say of one reading. Reused by the assessor: valid until its next call.</summary>
public sealed class Assessment
{
    private WatchedZone[] _zones;

    /// <summary>An assessment of these zones.</summary>
    public Assessment(params WatchedZone[] zones)
    {
        _zones = zones;
        Count();
    }

    /// <summary>Every zone that a watch covers, one entry for each watch, in the order of the reading.</summary>
    public ReadOnlySpan<WatchedZone> Zones => _zones;

    /// <summary>Zones that are breached.</summary>
    public int Breached { get; private set; }

    /// <summary>Zones that are too low, or soon too low, but not yet for long enough.</summary>
    public int Falling { get; private set; }

    /// <summary>No zone is breached or on its way.</summary>
    public bool IsHealthy => Breached + Falling == 0;

    /// <summary>The window whose end took the last breached zones out of the watches; null if none did, or if another
    /// zone has been breached since.</summary>
    public string? ClosedWindow { get; internal set; }

    internal Span<WatchedZone> Entries => _zones;

    internal void Replace(WatchedZone[] zones)
    {
        _zones = zones;
        Count();
    }

    internal void Count()
    {
        Breached = 0;
        Falling = 0;
        foreach (ref readonly var zone in Zones)
        {
            Breached += zone.State == ZoneState.Breached ? 1 : 0;
            Falling += zone.State == ZoneState.Falling ? 1 : 0;
        }

        ClosedWindow = Breached > 0 ? null : ClosedWindow;
    }
}
