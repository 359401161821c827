using System.CommandLine;
using FragGuard.Host;
using FragGuard.Machine;
using FragGuard.Policy;
using FragGuard.Report;
using FragGuard.Systemd;
using FragGuard.Systemd.Hosting;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace FragGuard.Cli;

/// <summary><c>fragguard run</c>: the daemon. Under systemd it logs to the journal, on a terminal in readable lines.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "The settings.",
            HelpName = "FILE",
            DefaultValueFactory = _ => ConfigPath,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Decide and log, but write nothing." };
        var command = new Command("run", "Guard this machine; systemd starts this.");
        command.Options.Add(config);
        command.Options.Add(dryRun);
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed), parsed.GetValue(config)!, parsed.GetValue(dryRun)));
        return command;
    }

    internal const string ConfigPath = "/etc/fragguard.toml";

    private static int Run(KernelRoot root, string config, bool dryRun)
    {
        Func<SettingsRead> read = () => new SettingsRead(new GuardSettings { DryRun = dryRun }, "defaults " + config);
        var first = read();
        if (first.Settings is not { } settings)
        {
            throw new GuardException(ExitCodes.Config, first.Words);
        }

        using var log = CreateLogger(root);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSystemd();
        builder.Services.AddSystemdNotifier();
        builder.Services.AddHostedService(services => CreateLoop(services, settings, root, log, read));
        using var host = builder.Build();
        host.Run();
        return Environment.ExitCode;
    }

    private static GuardLoop CreateLoop(IServiceProvider services, GuardSettings settings, KernelRoot root, ILogger log, Func<SettingsRead> read)
    {
        var notifier = services.GetRequiredService<ISystemdNotifier>();
        var reporter = new Reporter(log, TimeProvider.System);
        var board = new StatusBoard(root, notifier);
        var machine = MachineProbe.Probe(root);
        reporter.Started("1.0.0", settings.DryRun ? " (dry run: nothing is written)" : "", "");
        var daemon = new Daemon(settings, machine, root, reporter, board);
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        return new GuardLoop(daemon, root, reporter, board, notifier, lifetime, read);
    }

    private static Serilog.Core.Logger CreateLogger(KernelRoot root)
    {
        var socket = root.Path(JournalSocket.DefaultPath);
        var destination = !root.IsLive && File.Exists(socket) ? LogDestination.Journal : LogDestinations.Choose(socket);
        return new LoggerConfiguration().WriteTo.Destination(destination, syslogIdentifier: "fragguard", socketPath: socket).CreateLogger();
    }
}
