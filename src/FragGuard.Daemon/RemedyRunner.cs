using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Acts on this machine as the settings in force say: carries out rungs, and puts back what is tuned and
/// should not be. Settings change; the executor, the writer lock and the originals do not.</summary>
/// <remarks>A dry run is nothing but another actuator, one that does nothing, and a memory that keeps nothing. What
/// should not be tuned is found by looking, not by remembering: <see cref="Due"/> says it at any moment, after a crash,
/// a failure, a reload or a restore by hand alike.</remarks>
internal sealed partial class RemedyRunner : IDisposable
{
    /// <summary>The lock that every writer of kernel files takes.</summary>
    internal const string LockPath = "/run/fragguard/writer.lock";

    private static readonly TimeSpan PutBackTimeout = TimeSpan.FromSeconds(5);

    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly Action<CommandOutput>? _said;
    private readonly IReserve? _reserve;
    private readonly HashSet<string> _inherited = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private WriterLock? _lock;
    private IActuator? _actuator;
    private string? _obstacle;
    private string? _foreignGuard;
    private bool _hasBeenLive;

    /// <param name="settings">The settings.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="root">Where its files are.</param>
    /// <param name="warn">Told once of each thing that is wrong with the stored originals.</param>
    /// <param name="said">Told of what a hook wrote.</param>
    /// <param name="reserve">What is kept in reserve; null if nothing is.</param>
    internal RemedyRunner(
        GuardSettings settings,
        MachineProfile machine,
        KernelRoot root,
        Action<string>? warn = null,
        Action<CommandOutput>? said = null,
        IReserve? reserve = null)
        : this(
            settings, machine, root, actuator: null, new TunedSettingsFile(root, machine.BootId, warn), said, reserve)
    {
    }

    /// <summary>A guard that acts through these hands; null for the machine's own, which are opened when they are
    /// needed.</summary>
    internal RemedyRunner(
        GuardSettings settings,
        MachineProfile machine,
        KernelRoot root,
        IActuator? actuator,
        ITunedSettings tuned,
        Action<CommandOutput>? said = null,
        IReserve? reserve = null)
    {
        (_root, _machine, _actuator, Tuned, _said, _reserve) = (root, machine, actuator, tuned, said, reserve);
        (Settings, Environment) = (settings, EnvironmentOf(settings));
        Apply(settings);
    }

    /// <summary>The settings.</summary>
    internal GuardSettings Settings { get; private set; }

    /// <summary>Where remedies work.</summary>
    internal RemedyEnvironment Environment { get; private set; }

    /// <summary>For each rung why it can never run here.</summary>
    internal ValueList<Reason> Unavailable { get; private set; }

    /// <summary>Carries rungs out.</summary>
    internal RungExecutor Executor { get; } = new();

    /// <summary>What tuned settings were before.</summary>
    internal ITunedSettings Tuned { get; }

    /// <summary>What was tuned at the last look; nothing if that could not be read.</summary>
    internal IReadOnlyList<TunedSetting> Known { get; private set; } = [];

    /// <summary>Why this process may not act, as a sentence: another guard does, or the writer lock cannot be had. Null
    /// if it may.</summary>
    internal string? Obstacle => _foreignGuard ?? (Hands() is null ? _obstacle : null);

    /// <summary>Why nothing at all can be written here; null if something can.</summary>
    internal string? ObserveOnly
    {
        get
        {
            foreach (var reason in Unavailable)
            {
                if (reason.Code != ReasonCode.ObserveOnly)
                {
                    return null;
                }
            }

            return Unavailable.Count > 0 ? Unavailable[0].Text : null;
        }
    }

    /// <summary>Puts settings in force.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="foreignGuard">Why another guard acts on this machine, as a sentence; null if none does.</param>
    internal void Apply(GuardSettings settings, string? foreignGuard = null)
    {
        (Settings, _foreignGuard) = (settings, foreignGuard);
        Environment = EnvironmentOf(settings);
        Unavailable = RemedyCatalog.Probe(settings.Ladder, Environment);
        NoteWanted();
        if (settings.DryRun)
        {
            // Beside another guard a dry run is not even decided: two of them would tell of one incident each.
            Unavailable = foreignGuard is null ? Unavailable : Bar(foreignGuard);
            return;
        }

        _hasBeenLive = true;
        if (Obstacle is { } why)
        {
            Unavailable = Bar(why);
        }
    }

    private RemedyEnvironment EnvironmentOf(GuardSettings settings) =>
        new(_root, _machine, settings.DryRun) { Reserve = node => _reserve?.BytesOn(node) };

    private ValueList<Reason> Bar(string why) =>
        RemedyCatalog.BarAll(Unavailable, new Reason(ReasonCode.ObserveOnly, Text: why));

    /// <summary>Looks at what is tuned now.</summary>
    /// <returns>Null, or why it cannot be read: then what is tuned is unknown.</returns>
    internal string? Observe()
    {
        var reading = Tuned.Read();
        Known = reading.Error is null ? reading.All : Known;
        _inherited.RemoveWhere(knob => reading.Error is null && !reading.All.Any(setting => setting.Knob == knob));
        return reading.Error;
    }

    /// <summary>What an earlier run has left is to be taken up, and could not be read yet.</summary>
    internal bool IsUnread { get; private set; }

    /// <summary>Takes up what an earlier run has left tuned: it goes back.</summary>
    /// <returns>Null, or why it cannot be read.</returns>
    internal string? Inherit()
    {
        var error = Observe();
        IsUnread = error is not null;
        foreach (var setting in Known)
        {
            _inherited.Add(setting.Knob);
        }

        return error;
    }

    /// <summary>What is tuned and should not be, as far as the last look showed.</summary>
    /// <param name="isOpen">An incident is open.</param>
    /// <param name="isStopping">The guard stops.</param>
    /// <returns>Nothing in a guard that has only ever run dry, or that another one acts beside.</returns>
    internal bool HasDue(bool isOpen, bool isStopping)
    {
        if (Known.Count == 0 || !_hasBeenLive || _foreignGuard is not null)
        {
            return false;
        }

        // On every tick: by index, which allocates nothing.
        for (var place = 0; place < Known.Count; place++)
        {
            if (IsDue(Known[place], isOpen, isStopping))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The knobs of <see cref="HasDue"/>.</summary>
    internal IEnumerable<string> Due(bool isOpen, bool isStopping) => HasDue(isOpen, isStopping)
        ? Known.Where(setting => IsDue(setting, isOpen, isStopping)).Select(setting => setting.Knob)
        : [];

    /// <summary>The rungs among these that have nothing more to set, as was believed, but by a look at the files
    /// have.</summary>
    internal ValueList<int> Undone(LadderState ladder)
    {
        ValueList<int> undone = [];
        for (var rung = 0; rung < Settings.Ladder.Count; rung++)
        {
            if (ladder.MemoryOf(rung).IsSettled
                && Settings.Ladder[rung].Remedy is var remedy && remedy.Definition.HasWork(remedy, Environment))
            {
                undone = undone.Add(rung);
            }
        }

        return undone;
    }

    /// <summary>Begins a rung.</summary>
    /// <param name="rung">Which.</param>
    /// <param name="nodes">The NUMA nodes it is for.</param>
    /// <param name="needs">What the zones of the incident have to have; empty without one.</param>
    /// <param name="incident">The incident for a hook's environment.</param>
    /// <param name="changed">Told of every setting that was changed.</param>
    /// <param name="now">The time.</param>
    internal void Start(
        int rung,
        ValueList<int> nodes,
        ValueList<ZoneNeed> needs,
        IReadOnlyList<string> incident,
        Action<TunableChange> changed,
        TimeSpan now)
    {
        var settings = Settings.Ladder[rung];
        var hands = Settings.DryRun || Obstacle is not null ? null : Hands();
        var run = new RemedyContext(
            Environment, nodes, hands is null ? new NoTunedSettings() : Tuned, incident, Note)
        {
            Needs = needs,
        };
        var steps = settings.Remedy.Definition.Run(settings.Remedy, run);
        Executor.Start(steps, run, hands ?? new DryRunActuator(), settings.Timeout, now);

        void Note(TunableChange change)
        {
            // What is tuned anew is no longer what an earlier run has left.
            _inherited.ExceptWith(NamesOf(change.Knob));
            changed(change);
        }
    }

    /// <summary>Begins to put back what is due, or all that is tuned.</summary>
    internal void StartPutBack(bool isOpen, bool isStopping, Action<TunableChange> changed, TimeSpan now) =>
        StartPutBack(
            setting => IsDue(setting, isOpen, isStopping), changed, now,
            setting => !isStopping && IsTunedOver(setting));

    /// <summary>Begins to put settings back: all to their originals, but for what <c>[prevent]</c> holds.</summary>
    internal void StartPutBack(
        Func<TunedSetting, bool> isDue,
        Action<TunableChange> changed,
        TimeSpan now,
        Func<TunedSetting, bool>? isPrevented = null)
    {
        if (Hands() is not { } hands)
        {
            Executor.Refuse(_obstacle!);
            return;
        }

        var run = new RemedyContext(Environment, [], Tuned, [], changed);
        Executor.Start(TunedRestore.Run(isDue, run, isPrevented), run, hands, PutBackTimeout, now);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private bool IsDue(TunedSetting setting, bool isOpen, bool isStopping) => setting.Restore != RestorePolicy.Never
        && (isStopping || _inherited.Contains(setting.Knob) || IsUnwanted(setting)
            || (setting.Restore == RestorePolicy.OnClear && !isOpen));

    // Of two paired knobs, the partner's original is stored where that one was in force.
    private static IEnumerable<string> NamesOf(string knob) =>
        KnobCatalog.TryFind(knob, out var found) && found.Pair is { } partner ? [knob, partner] : [knob];

    private void NoteWanted()
    {
        _wanted.Clear();
        foreach (var rung in Settings.Ladder)
        {
            foreach (var entry in Settings.DryRun ? [] : rung.Remedy.Definition.HeldKnobs(rung.Remedy))
            {
                _wanted.UnionWith(NamesOf(entry.Knob));
            }
        }
    }

    private IActuator? Hands()
    {
        if (_actuator is null)
        {
            _lock = WriterLock.TryOpen(_root, LockPath, out _obstacle);
            _actuator = _lock is null ? null : new Actuator(System.Environment.ProcessPath!, _root, _lock, _said)
            {
                Release = _reserve is null ? null : _reserve.Release,
            };
        }

        return _actuator;
    }
}
