using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Settings that <c>[prevent]</c> holds, beside those that rungs tune.</summary>
internal sealed partial class RemedyRunner
{
    private readonly HashSet<string> _letGo = new(StringComparer.Ordinal);

    /// <summary>This guard is one that holds settings: no dry run, and none that another guard acts beside.</summary>
    internal bool MayPrevent => !Settings.DryRun && _foreignGuard is null;

    /// <summary>It would hold settings if this were no dry run.</summary>
    internal bool WouldPrevent => Settings.DryRun && _foreignGuard is null;

    /// <summary>A knob is no longer held: what is stored of it goes, and a value that somebody else has set
    /// stays.</summary>
    internal void LetGo(string knob) => _letGo.Add(knob);

    /// <summary>A knob may be held again.</summary>
    internal void TakeUp(string knob) => _letGo.Remove(knob);

    /// <summary>The stored entry of a knob as the last look showed it; null if there is none.</summary>
    internal TunedSetting? Stored(string knob)
    {
        foreach (var setting in Known)
        {
            if (setting.Knob == knob)
            {
                return setting;
            }
        }

        return null;
    }

    /// <summary>What an earlier run has left of a knob is still to be put back.</summary>
    internal bool IsInherited(string knob) => IsUnread || _inherited.Contains(knob);

    /// <summary>Begins to set what is to be held.</summary>
    /// <param name="set">What.</param>
    /// <param name="note">Told how each of them stands then.</param>
    /// <param name="changed">Told of every setting that was changed.</param>
    /// <param name="now">The time.</param>
    internal void StartPrevention(
        IReadOnlyList<TuneEntry> set, Action<PreventedSetting> note, Action<TunableChange> changed, TimeSpan now)
    {
        if (Hands() is not { } hands)
        {
            Executor.Refuse(_obstacle!);
            return;
        }

        var run = new RemedyContext(Environment, [], Tuned, [], changed);
        Executor.Start(Prevention.Run(set, run, note), run, hands, PutBackTimeout, now);
    }

    // A rung has gone over what is held: when it lets go, that comes back, and not the original.
    private bool IsTunedOver(TunedSetting setting) => !setting.IsPrevention && IsPrevented(setting);

    private bool IsPrevented(TunedSetting setting) => setting.Prevented is { } value && MayPrevent
        && !_inherited.Contains(setting.Knob) && !_letGo.Contains(setting.Knob)
        && Settings.Prevent.Find(setting.Knob)?.Value == value;

    private bool IsUnwanted(TunedSetting setting) =>
        setting.IsPrevention ? !IsPrevented(setting) : !_wanted.Contains(setting.Knob);
}
