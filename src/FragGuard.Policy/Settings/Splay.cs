namespace FragGuard.Policy;

/// <summary>Which part of a splay is a machine's own: the same at every start, and evenly spread over a
/// fleet.</summary>
public static class Splay
{
    private const uint Parts = 1000;

    /// <summary>The machine's part of the longest wait.</summary>
    /// <param name="most">The longest.</param>
    /// <param name="identity">What tells this machine from others: its machine-id.</param>
    public static TimeSpan Of(TimeSpan most, string identity)
    {
        // FNV-1a, and one more round of mixing: machine-ids that differ in their last digit must not be neighbours.
        var hash = 2166136261u;
        foreach (var letter in identity)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        hash = (hash ^ (hash >> 15)) * 2246822519u;
        hash ^= hash >> 13;
        return most / Parts * (hash % Parts);
    }

    /// <summary>The settings as they are on a machine.</summary>
    public static GuardSettings On(GuardSettings settings, string identity) => settings.Incident.Splay == TimeSpan.Zero
        ? settings
        : settings with { Incident = settings.Incident with { Splay = Of(settings.Incident.Splay, identity) } };
}
