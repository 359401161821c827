namespace FragGuard.Policy;

/// <summary>Settings that are held for as long as the guard runs, so that memory is broken up less in the first
/// place.</summary>
public sealed record PreventSettings
{
    /// <summary>What to hold; empty for nothing.</summary>
    public ValueList<TuneEntry> Set { get; init; }

    /// <summary>The entry for a knob; null if it is not to be held.</summary>
    public TuneEntry? Find(string knob)
    {
        for (var place = 0; place < Set.Count; place++)
        {
            if (Set[place].Knob == knob)
            {
                return Set[place];
            }
        }

        return null;
    }
}
