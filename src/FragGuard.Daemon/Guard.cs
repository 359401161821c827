using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What one set of settings amounts to on this machine: the hands it acts with and what bars its rungs for good.</summary>
/// <remarks>A dry run is nothing but another pair of hands: an actuator that does nothing and a memory that keeps nothing.</remarks>
internal sealed class Guard : IDisposable
{
    /// <summary>The lock that every writer of kernel files takes.</summary>
    internal const string LockPath = "/run/fragguard/writer.lock";

    private readonly WriterLock? _lock;

    internal Guard(
        GuardSettings settings, MachineProfile machine, KernelRoot root, Action<CommandOutput>? said = null)
    {
        Settings = settings;
        Ground = new RemedyGround(root, machine, settings.DryRun);
        Off = RemedyCatalog.Probe(settings.Ladder, Ground);
        Tuned = new NoTunedSettings();
        if (settings.DryRun)
        {
            Executor = new RungExecutor(new DryRunActuator());
            return;
        }

        _lock = WriterLock.TryOpen(root, LockPath, out var error);
        if (_lock is null)
        {
            Executor = new RungExecutor(new DryRunActuator());
            Off = RemedyCatalog.BarAll(Off, new Reason(ReasonCode.ObserveOnly, Text: error));
            return;
        }

        Tuned = TunedSettingsFile.Open(root, machine.BootId, out var warning);
        Warning = warning;
        Executor = new RungExecutor(new Actuator(Environment.ProcessPath!, root, _lock, said));
    }

    /// <summary>The settings.</summary>
    internal GuardSettings Settings { get; }

    /// <summary>Where remedies work.</summary>
    internal RemedyGround Ground { get; }

    /// <summary>For each rung why it can never run here.</summary>
    internal ValueList<Reason> Off { get; }

    /// <summary>Carries rungs out.</summary>
    internal RungExecutor Executor { get; }

    /// <summary>What tuned settings were before.</summary>
    internal ITunedSettings Tuned { get; }

    /// <summary>What was wrong with the stored originals, as a sentence; null if nothing.</summary>
    internal string? Warning { get; }

    /// <summary>Why nothing at all can be written here; null if something can.</summary>
    internal string? ObserveOnly
    {
        get
        {
            foreach (var reason in Off)
            {
                if (reason.Code != ReasonCode.ObserveOnly)
                {
                    return null;
                }
            }

            return Off.Count > 0 ? Off[0].Text : null;
        }
    }

    /// <summary>The knobs that do not stay tuned when the guard stops.</summary>
    internal IReadOnlyList<string> LeftToRestore
    {
        get
        {
            var knobs = new List<string>();
            foreach (var setting in Tuned.All)
            {
                if (setting.Restore != RestorePolicy.Never)
                {
                    knobs.Add(setting.Knob);
                }
            }

            return knobs;
        }
    }

    /// <summary>Begins a rung.</summary>
    internal void Start(int rung, ValueList<int> nodes, IReadOnlyList<string> incident, Action<TunableChange> changed, TimeSpan now)
    {
        var settings = Settings.Ladder[rung];
        var run = new RemedyRun(Ground, nodes, Tuned, incident, changed);
        Executor.Start(RemedyCatalog.For(settings.Remedy).Run(settings.Remedy, run), run, settings.Timeout, now);
    }

    /// <summary>Begins to put back what is tuned under these policies.</summary>
    internal void StartRestore(IReadOnlyCollection<RestorePolicy> policies, Action<TunableChange> changed, TimeSpan now)
    {
        var run = new RemedyRun(Ground, [], Tuned, [], changed);
        Executor.Start(TunedRestore.Run(policies, run), run, TimeSpan.FromSeconds(5), now);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
