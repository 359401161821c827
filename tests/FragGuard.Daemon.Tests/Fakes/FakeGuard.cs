using FragGuard.Host;
using FragGuard.Policy;
using Microsoft.Extensions.Hosting.Systemd;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Daemon.Tests;

/// <summary>A daemon over a fake machine, on a clock that a test turns.</summary>
internal sealed class FakeGuard : IDisposable, ILogEventSink, ISystemdNotifier
{
    private static readonly TimeSpan Boot = TimeSpan.FromHours(10);

    /// <param name="host">The machine.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="actuator">The hands.</param>
    /// <param name="tuned">Keeps originals; null for the machine's file.</param>
    /// <param name="guardLock">The lock of the one guard that acts.</param>
    /// <param name="seconds">When it starts, in seconds of the test.</param>
    /// <param name="reserve">Who holds huge pages; null for nobody.</param>
    internal FakeGuard(
        FakeHost host,
        GuardSettings settings,
        FakeActuator actuator,
        ITunedSettings? tuned = null,
        GuardLock? guardLock = null,
        double seconds = 0,
        ReserveMachine? reserve = null)
    {
        Now = Boot + TimeSpan.FromSeconds(seconds);
        var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger();
        var reporter = new Reporter(log, TimeProvider.System);
        var machine = MachineProbe.Probe(host.Root);
        tuned ??= new TunedSettingsFile(host.Root, machine.BootId, reporter.Warn);
        var keeper = new ReserveKeeper(settings, machine.Facts, reporter, reserve ?? ReserveMachine.Of(host.Root));
        actuator.Release = keeper.Release;
        var guard = new RemedyRunner(settings, machine, host.Root, actuator, tuned, reserve: keeper);
        var board = new StatusPublisher(host.Root, this);
        Daemon = new Daemon(settings, machine, host.Root, reporter, board, guardLock, guard, keeper);
        Publisher = new FleetPublisher(host.Root, reporter);
        Daemon.PublishBy(Publisher, "1.2.3");
        Daemon.Start(Now);
    }

    internal Daemon Daemon { get; }

    internal FleetPublisher Publisher { get; }

    internal TimeSpan Now { get; private set; }

    /// <summary>What was told, a line each: the event's name and its sentence.</summary>
    internal List<string> Told { get; } = [];

    /// <summary>The lines of `systemctl status`.</summary>
    internal List<string> Status { get; } = [];

    public bool IsEnabled => true;

    public void Notify(ServiceState state) => Status.Add(state.ToString());

    public void Emit(LogEvent logEvent) => Told.Add(
        $"{((ScalarValue)logEvent.Properties["FRAGGUARD_EVENT"]).Value}: "
            + $"{logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)}");

    /// <summary>Ticks at this second of the test, and as often as a tick asks for the next one at once.</summary>
    internal void TickAt(double seconds)
    {
        Now = Boot + TimeSpan.FromSeconds(seconds);
        for (var ticks = 0; ticks < 20; ticks++)
        {
            Daemon.TendReserve();
            Daemon.Tick(Now);
            if (Daemon.NextTickAt > Now)
            {
                return;
            }
        }
    }

    /// <summary>Ticks at this second of the test, and leaves what others collect if it is due.</summary>
    internal void PublishAt(double seconds)
    {
        TickAt(seconds);
        Daemon.Publish(Now);
    }

    /// <summary>Ticks every second from one to another.</summary>
    internal void Run(double from, double to)
    {
        for (var second = from; second <= to; second++)
        {
            TickAt(second);
        }
    }

    /// <summary>Stops, a second at a time.</summary>
    /// <returns>After how many seconds it had stopped.</returns>
    internal int Stop(Action<int>? everySecond = null)
    {
        Daemon.BeginStop(Now);
        for (var seconds = 0; seconds < 60; seconds++)
        {
            everySecond?.Invoke(seconds);
            if (Daemon.ContinueStop(Now + TimeSpan.FromSeconds(seconds)))
            {
                Daemon.EndStop();
                return seconds;
            }
        }

        throw new InvalidOperationException("it does not stop");
    }

    internal int Count(string part) => Told.Count(line => line.Contains(part, StringComparison.Ordinal));

    // The logger would dispose of its sink, which is this: there is nothing to flush.
    public void Dispose() => Daemon.Dispose();
}
