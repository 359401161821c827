using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Tells a program of events when they happen: one at a time, bounded in time, in number and in what
/// waits.</summary>
/// <remarks>It is no rung: no gate and no cooldown holds it back, and it never waits for one, nor a rung for it. The
/// program is root's alone or it is not run (<see cref="ProgramTrust"/>), and what it writes is kept as of a
/// hook.</remarks>
internal sealed class Notifications(Reporter reporter) : IDisposable
{
    /// <summary>Of events that wait while the program runs.</summary>
    internal const int MostWaiting = 32;

    /// <summary>What a program has that runs when the guard is to stop.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly List<Notification> _waiting = [];
    private long[] _runs = [];
    private int _runCount;
    private IStepJob? _job;
    private TimeSpan _deadline;
    private TimeSpan? _stopAt;
    private int _leftOut;
    private bool _isKilled;
    private bool _isLimited;
    private string? _failure;

    /// <summary>Becomes readable when the program ends; -1 if none runs, or where that cannot be waited for.</summary>
    internal int WaitFd => _job?.WaitFd ?? -1;

    /// <summary>When it has to be looked at in any case.</summary>
    internal TimeSpan NextAt { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Why nobody can be told, as things stand; null if there is nobody, or nothing is against it.</summary>
    internal static string? Against(NotifySettings settings) => settings.Command.Count == 0 ? null
        : !File.Exists(settings.Command[0]) ? $"notify: {settings.Command[0]}: no such program: nobody is notified"
        : ProgramTrust.Against(settings.Command[0]) is { } why ? $"notify: {why}: nobody is notified"
        : null;

    /// <summary>Takes an event.</summary>
    internal void Take(EventRecord record, DateTimeOffset at, GuardSettings settings)
    {
        if (Notification.KindOf(record.Name) is not { } kind || !settings.Notify.Tells(kind))
        {
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            // What is newer says more of how things stand.
            _waiting.RemoveAt(0);
            _leftOut++;
        }

        _waiting.Add(Notification.Of(record, at, settings.DryRun));
        NextAt = TimeSpan.Zero;
    }

    /// <summary>Takes the end of the program, kills it at its deadline, and starts the next.</summary>
    internal void Continue(NotifySettings settings, TimeSpan now)
    {
        if (_job is null && _waiting.Count == 0)
        {
            NextAt = TimeSpan.MaxValue;
            return;
        }

        End(now);
        while (_job is null && _waiting.Count > 0 && settings.Command.Count > 0 && MayRun(settings, now))
        {
            Start(settings, now);
            End(now);
        }

        if (settings.Command.Count == 0)
        {
            _waiting.Clear();
        }

        NextAt = _job is null ? TimeSpan.MaxValue : _job.WaitFd < 0 || _isKilled ? now + PollInterval : _deadline;
    }

    /// <summary>The guard is to stop: nothing waits for long any more.</summary>
    internal void BeginStop(TimeSpan now) => _stopAt = now + StopGrace;

    /// <summary>A program runs that the stop still waits for.</summary>
    internal bool IsUnderWay(TimeSpan now) => _job is not null && now < _stopAt;

    /// <summary>Ends what still runs.</summary>
    internal void EndStop()
    {
        if (_waiting.Count > 0 || _job is not null)
        {
            var count = _waiting.Count + (_job is null ? 0 : 1);
            reporter.Warn($"{Quantity.Of(count, "notification")} not delivered: the guard stops");
        }

        _waiting.Clear();
        _job?.Kill();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _job?.Dispose();
        _job = null;
    }

    private bool MayRun(NotifySettings settings, TimeSpan now)
    {
        var over = 0;
        while (over < _runCount && now.Ticks - _runs[over] >= Window.Ticks)
        {
            over++;
        }

        _runCount -= over;
        Array.Copy(_runs, over, _runs, 0, _runCount);
        if (_runCount < settings.PerHour)
        {
            _isLimited = false;
            return true;
        }

        if (!_isLimited)
        {
            reporter.Warn($"{_runCount} notifications in the last hour; per_hour is {settings.PerHour}: more are left "
                + "out for now");
            _isLimited = true;
        }

        _leftOut += _waiting.Count;
        _waiting.Clear();
        return false;
    }

    private void Start(NotifySettings settings, TimeSpan now)
    {
        var (command, told) = (settings.Command, _waiting[0]);
        _waiting.RemoveAt(0);
        if (ProgramTrust.Against(command[0]) is { } why)
        {
            Failed(why);
            _leftOut++;
            return;
        }

        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, _runCount + MostWaiting);
        }

        _runs[_runCount++] = now.Ticks;
        (_deadline, _isKilled) = (now + settings.Timeout, false);
        _job = CommandRunner.Start(
            new CommandRun([.. command], told.Variables(_leftOut)) { Input = told.Json(_leftOut) }, reporter.HookSaid);
        _leftOut = 0;
    }

    private void End(TimeSpan now)
    {
        if (_job is not { } job)
        {
            return;
        }

        if (job.TryEnd(out var result))
        {
            job.Dispose();
            _job = null;
            Failed(result.End == StepEnd.Done ? null : _isKilled ? "it was killed at its timeout"
                : result.Error ?? "it was killed");
        }
        else if (now >= _deadline && !_isKilled)
        {
            job.Kill();
            _isKilled = true;
        }
    }

    private void Failed(string? why)
    {
        if (why is not null && _failure is null)
        {
            reporter.Warn($"notification failed: {why}; it runs in the sandbox of fragguard.service: see the example "
                + "notify.conf");
        }
        else if (why is null && _failure is not null)
        {
            reporter.Warn("notifications work again");
        }

        _failure = why;
    }
}
