using System.Runtime.InteropServices;
using FragGuard.Host;
using FragGuard.Policy;
using FragGuard.Systemd;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Daemon;

/// <summary>The one thread that everything happens on: it sleeps in poll(2) and wakes for the timer, a kernel-log
/// record, the end of a child or of a holder, a window, a signal, the watchdog. Nothing else wakes it.</summary>
internal sealed class GuardLoop : IHostedService, IDisposable
{
    private const int SignalPlace = 0;
    private const int KernelLogPlace = 1;
    private const int ChildPlace = 2;
    private const int NotificationPlace = 3;
    private const int WindowsPlace = 4;
    private const int ReservePlace = 5;
    private const int Places = 6;

    // A writer lock that another process holds tells nobody when it is free.
    private static readonly TimeSpan StopPollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long after the first good reading memory is given back. By then the host is done with its start,
    /// too: a collection would hold up READY=1, and code that is still needed would be back at once.</summary>
    private static readonly TimeSpan SettleAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>What ending the process takes beside the grace.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(5);

    private readonly Daemon _daemon;
    private readonly KernelRoot _root;
    private readonly Reporter _reporter;
    private readonly StatusPublisher _board;
    private readonly ISystemdNotifier _notifier;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly Func<SettingsRead> _readSettings;
    private readonly Action _started;
    private readonly WakeUp _wakeUp = new();
    private readonly Poller _poller = new(Places);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan? _feedInterval = WatchdogInterval.Read() / 3;
    private readonly Thread _thread;
    private readonly PosixSignalRegistration _hangUp;
    private KernelLogReader? _kernelLog;
    private TimeSpan _feedAt;
    private TimeSpan? _settleAt;
    private bool _reloading;
    private string _whyStopped = "stop requested";
    private volatile bool _stops;
    private volatile bool _isWithoutThreads;
    private volatile bool _reloads;

    internal GuardLoop(
        Daemon daemon,
        KernelRoot root,
        Reporter reporter,
        StatusPublisher board,
        ISystemdNotifier notifier,
        IHostApplicationLifetime lifetime,
        Func<SettingsRead> readSettings,
        Action started)
    {
        (_daemon, _root, _reporter, _board) = (daemon, root, reporter, board);
        (_notifier, _lifetime, _readSettings, _started) = (notifier, lifetime, readSettings, started);
        _thread = new Thread(Run) { Name = "guard", IsBackground = true };
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp);
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    /// <summary>Monotonic time since boot: the one clock of the guard.</summary>
    internal static TimeSpan Now => TimeProvider.System.GetElapsedTime(0);

    /// <summary>Ready once a good reading has been taken; systemd is told so only then.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return _ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>No new rung begins; a running one gets its grace, then it is killed; what is to be restored is
    /// restored.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stops = true;
        _wakeUp.Raise();
        await Task.Run(_thread.Join, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        _hangUp.Dispose();
        _kernelLog?.Dispose();
        _daemon.Dispose();
        _wakeUp.Dispose();
    }

    private void OnHangUp(PosixSignalContext context)
    {
        context.Cancel = true;
        _reloads = true;
        _wakeUp.Raise();
    }

    // The runtime handles a signal on a thread that it makes for it. Where a limit refuses that thread, it would end
    // the process in the middle of everything. The thread that took the signal stays here instead, and the guard stops
    // in order: which signal it was, nobody knows.
    private void OnUnhandled(object sender, UnhandledExceptionEventArgs args)
    {
        if (args.ExceptionObject is not Exception fault || !TaskLimits.IsRefusal(fault)
            || Thread.CurrentThread == _thread)
        {
            return;
        }

        _isWithoutThreads = true;
        _stops = true;
        _wakeUp.Raise();
        Thread.Sleep(Timeout.Infinite);
    }

    // The host would need threads to end.
    private void EndWithoutThreads()
    {
        if (_isWithoutThreads)
        {
            Environment.Exit(ExitCodes.SystemLimit);
        }
    }

    private void Run()
    {
        try
        {
            _poller.Watch(SignalPlace, _wakeUp.Fd);
            _poller.Watch(ReservePlace, _daemon.ReserveFd);
            _daemon.Start(Now);
            OpenKernelLog();
            while (!_stops)
            {
                Turn();
            }

            StopWork();
            _whyStopped = _isWithoutThreads
                ? $"a signal could not be handled: {TaskLimits.Sentence(_root)}"
                : _whyStopped;
            _reporter.Stopped(_whyStopped);
            EndWithoutThreads();

            if (Environment.ExitCode == ExitCodes.Unavailable)
            {
                // A start that fails ends the process at once: only when all is done and told.
                _ready.TrySetException(new GuardException(ExitCodes.Unavailable, _whyStopped));
            }
        }
        catch (Exception fault) when (TaskLimits.IsRefusal(fault) && !_daemon.IsReady)
        {
            _whyStopped = $"the system refused a thread: {TaskLimits.Sentence(_root)}";
            _reporter.Stopped(_whyStopped);
            Environment.ExitCode = ExitCodes.SystemLimit;
            _ready.TrySetException(new GuardException(ExitCodes.SystemLimit, _whyStopped));
            _lifetime.StopApplication();
        }
        catch (Exception fault)
        {
            // A bug: say it and let the process end, so that systemd starts it anew.
            _reporter.Crashed(fault);
            Environment.ExitCode = ExitCodes.Software;
            _ready.TrySetException(fault);
            _lifetime.StopApplication();
        }
    }

    private void Turn()
    {
        var now = Now;
        if (_reloads)
        {
            _reloads = false;
            Reload();
        }

        if (now >= _settleAt)
        {
            Settle();
        }

        if (_poller.IsReady(ReservePlace))
        {
            _daemon.TendReserve();
        }

        _kernelLog?.Take(_poller.IsReady(KernelLogPlace));
        if (_poller.IsReady(WindowsPlace))
        {
            _daemon.NoticeWindows();
        }

        if (now >= _daemon.NextTickAt || _poller.IsReady(ChildPlace))
        {
            _daemon.Tick(now);
            BeReady();
        }

        _daemon.Publish(now);
        _daemon.Notify(now);
        Feed(now);
        _poller.Watch(ChildPlace, _daemon.WaitFd);
        _poller.Watch(NotificationPlace, _daemon.NotificationFd);
        _poller.Watch(WindowsPlace, _daemon.WindowsFd);
        var wakeAt = _feedInterval is null || _daemon.NextWakeAt < _feedAt ? _daemon.NextWakeAt : _feedAt;
        _poller.Wait((_settleAt < wakeAt ? _settleAt.Value : wakeAt) - now);
        if (_poller.IsReady(SignalPlace))
        {
            _wakeUp.Clear();
        }
    }

    private void BeReady()
    {
        if (_reloading && !_daemon.IsReloading)
        {
            _reloading = false;
            _notifier.Notify(ServiceState.Ready);
        }

        if (_ready.Task.IsCompleted)
        {
            return;
        }

        if (_daemon.HasNothingToRead)
        {
            Environment.ExitCode = ExitCodes.Unavailable;
            _whyStopped = $"{_daemon.ReadingError}: there is nothing to guard";
            _stops = true;
            return;
        }

        if (_daemon.IsReady)
        {
            _started();
            _ready.TrySetResult();
            _settleAt = Now + SettleAfter;
        }
    }

    // What the start needed is not needed again: give it back before the rest is locked into memory. Finding the
    // program needs much of it, and letting it go next to nothing.
    private void Settle()
    {
        _settleAt = null;
        var program = ThisProcess.FindProgram();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ThisProcess.Forget(program);
        _reporter.WarnOf(_root.IsThisMachine ? ThisProcess.LockMemory() : null);
    }

    private void Feed(TimeSpan now)
    {
        if (_feedInterval is { } interval && now >= _feedAt)
        {
            _notifier.NotifyWatchdog();
            _feedAt = now + interval;
        }
        else
        {
            _notifier.Retry();
        }
    }

    private void Reload()
    {
        _notifier.NotifyReloading();
        var read = _readSettings();
        if (read.Settings is { } settings)
        {
            _daemon.Reload(settings);
            OpenKernelLog(settings);
            _reporter.ConfigReloaded(read.Words);
            _board.Remark = "configuration reloaded";
            _board.Refused = null;
        }
        else
        {
            _reporter.ConfigRejected(read.Words);
            _board.Remark = $"reload refused, the old configuration stays in force: {read.Words.Split('\n')[0]}";
            _board.Refused = read.Words.Split('\n')[0];
        }

        // Ready is told with the first good reading under the settings that are then in force.
        _reloading = true;
        _daemon.TickSoon();
    }

    private void OpenKernelLog(GuardSettings? settings = null)
    {
        var isWanted = (settings ?? _daemon.Settings).Sampling.KernelLog;
        if (isWanted && _kernelLog is null)
        {
            _kernelLog = KernelLogReader.TryOpen(_root, _reporter, _daemon.TakeFailure, _daemon.TakeDump);
        }
        else if (!isWanted)
        {
            _kernelLog?.Dispose();
            _kernelLog = null;
        }

        _reporter.Counters.ReadsKernelLog = _kernelLog is not null;
        _kernelLog?.TakeAlso((settings ?? _daemon.Settings).Sampling.KernelLogAlso, _daemon.Facts);
        _poller.Watch(KernelLogPlace, _kernelLog?.Fd ?? -1);
    }

    private void StopWork()
    {
        _daemon.BeginStop(Now);
        _poller.Watch(SignalPlace, -1);
        _poller.Watch(KernelLogPlace, -1);
        _poller.Watch(WindowsPlace, -1);
        _poller.Watch(ReservePlace, -1);
        if (!_daemon.ContinueStop(Now))
        {
            // A unit with a shorter TimeoutStopSec= must not kill the child that puts a setting back.
            _notifier.NotifyExtendTimeout(StopSequence.Whole + StopMargin);
        }

        while (!_daemon.ContinueStop(Now) || _daemon.IsNotifying(Now))
        {
            Feed(Now);
            _poller.Watch(ChildPlace, _daemon.WaitFd);
            _poller.Wait(StopPollInterval);
        }

        _daemon.EndStop();
    }
}

/// <summary>Settings as they were read, or what is wrong with them.</summary>
/// <param name="Settings">The settings; null if the file has errors.</param>
/// <param name="Words">A summary of the settings, or the errors, one a line.</param>
internal sealed record SettingsRead(GuardSettings? Settings, string Words);
