using System.CommandLine;
using System.Runtime.InteropServices;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;
using FragGuard.Systemd;
using FragGuard.Systemd.Hosting;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Serilog;

namespace FragGuard;

/// <summary><c>fragguard run</c>: the guard. It logs to the journal, or on a terminal in readable lines.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var config = new Option<string?>("--config")
        {
            Description = $"The configuration, instead of {SettingsSource.DefaultPath}.",
            HelpName = "FILE",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Decide and log, but write nothing." };
        var log = new Option<string?>("--log")
        {
            Description =
                "Log to the journal, as text to standard error, or as JSON lines to standard output; by default to "
                + "whichever of the first two there is.",
            HelpName = "journal|text|json",
        };
        var command = new Command("run", "Guard this machine; systemd starts this.");
        command.Options.Add(config);
        command.Options.Add(dryRun);
        command.Options.Add(log);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed), parsed.GetValue(config), parsed.GetValue(dryRun), parsed.GetValue(log)));
        return command;
    }

    private static int Run(KernelRoot root, string? config, bool dryRun, string? logTo)
    {
        // A reload that comes before the loop can take it must not end the guard: the settings are about to be read
        // anyway.
        using var early = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        var machine = MachineProbe.Probe(root);
        var source = new SettingsSource(root, config, machine, dryRun);
        var identity = MachineIdentity.Read(root, machine);
        var first = Read();
        using var log = CreateLogger(root, logTo, out var destination);
        if (first.Settings is not { } settings)
        {
            Refuse(log, destination, first.Words);
            throw new GuardException(source.ExitCode, $"the configuration is refused\n{source.Rendered}");
        }

        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddPlainHost().AddNonBlockingSystemd();
        builder.Services.AddHostedService(services =>
            CreateLoop(services, settings, first.Words, machine, root, log, Read));
        using var host = builder.Build();
        try
        {
            host.Run();
        }
        catch (OperationCanceledException)
        {
            // Asked to stop before the first good reading.
        }
        catch (Exception fault) when (fault is not GuardException && Environment.ExitCode == ExitCodes.Software)
        {
            // A bug, and the loop has said so.
        }

        return Environment.ExitCode;

        SettingsRead Read()
        {
            var read = source.Read();
            return read.Settings is { } found ? read with { Settings = Splay.On(found, identity) } : read;
        }
    }

    // The reporter's own words for refused settings speak of a reload.
    private static void Refuse(ILogger log, LogDestination destination, string errors)
    {
        if (destination is LogDestination.Journal or LogDestination.JsonLines)
        {
            var words = $"the configuration is refused, and the guard does not start:\n{errors}";
            new Reporter(log, TimeProvider.System).Report(
                new EventRecord(EventNames.ConfigRejected, priority: 3, words).With("ERRORS", errors));
        }
    }

    private static GuardLoop CreateLoop(
        IServiceProvider services,
        GuardSettings settings,
        string words,
        MachineProfile machine,
        KernelRoot root,
        ILogger log,
        Func<SettingsRead> read)
    {
        var notifier = services.GetRequiredService<ISystemdNotifier>();
        var reporter = new Reporter(log, TimeProvider.System);
        reporter.Counters.DroppedRecords = static () => LogLoss.Count;
        var board = new StatusPublisher(root, notifier, reporter.Warn);
        var daemon = new Daemon.Daemon(settings, machine, root, reporter, board, new GuardLock(root));
        daemon.PublishBy(new FleetPublisher(root, reporter), Version);
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        return new GuardLoop(daemon, root, reporter, board, notifier, lifetime, read, TellStart);

        void TellStart()
        {
            var lines = words.Split('\n');
            reporter.Started(Version, settings.DryRun ? " (dry run: nothing is written)" : "", lines[0]);
            foreach (var warning in lines.AsSpan(1))
            {
                reporter.Warn(warning);
            }
        }
    }

    /// <summary>The program's version.</summary>
    internal static string Version =>
        typeof(RunCommand).Assembly.GetName().Version?.ToString(3) ?? "of unknown version";

    private static Serilog.Core.Logger CreateLogger(KernelRoot root, string? logTo, out LogDestination destination)
    {
        var socket = root.Path(JournalSocket.DefaultPath);
        destination = logTo switch
        {
            "journal" => LogDestination.Journal,
            "text" => LogDestinations.Lines(),
            "json" => LogDestination.JsonLines,
            not null => throw new GuardException(ExitCodes.Usage, $"--log {logTo}: expected journal, text or json"),
            _ => !root.IsLive && File.Exists(socket) ? LogDestination.Journal : LogDestinations.Choose(socket),
        };
        return new LoggerConfiguration()
            .WriteTo.Destination(destination, syslogIdentifier: "fragguard", socketPath: socket)
            .CreateLogger();
    }
}
