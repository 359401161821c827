using System.CommandLine;
using System.Runtime.InteropServices;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard metrics</c>: the guard's metrics as Prometheus text, once or for whoever connects. Works as
/// any user.</summary>
internal static class MetricsCommand
{
    private const string DefaultPath = "/run/fragguard/metrics.prom";
    private const int MostBytes = 1 << 20;
    private const int BrokenPipe = 13;     // SIGPIPE

    internal static Command Create()
    {
        var listen = new Option<string?>("--listen")
        {
            Description =
                "Serve them over HTTP at this address, as any user: 127.0.0.1:9817, [::1]:9817, or :9817 for all.",
            HelpName = "ADDRESS",
        };
        var inetd = new Option<bool>("--inetd")
        {
            Description = "Serve one HTTP request on standard input: behind a socket unit.",
        };
        var file = new Option<string?>("--file")
        {
            Description = $"The file that the guard writes, instead of {DefaultPath}: textfile of [metrics].",
            HelpName = "FILE",
        };
        var command = new Command("metrics", "Print the guard's metrics as Prometheus text, or serve them.");
        command.Options.Add(listen);
        command.Options.Add(inetd);
        command.Options.Add(file);
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed), parsed.GetValue(listen), parsed.GetValue(inetd), parsed.GetValue(file)));
        return command;
    }

    private static int Run(KernelRoot root, string? listen, bool isInetd, string? file)
    {
        var name = file ?? DefaultPath;
        if (listen is not null && isInetd)
        {
            throw new GuardException(ExitCodes.Usage, "--listen and --inetd: one of them");
        }

        var answer = new ScrapeAnswer(file ?? root.Path(DefaultPath), name);
        return listen is not null ? Listen(answer, listen)
            : isInetd ? ServeOne(answer)
            : Print(root, isDefault: file is null, file ?? root.Path(DefaultPath), name);
    }

    private static int Print(KernelRoot root, bool isDefault, string path, string name)
    {
        var reading = RegularFile.Read(path, name, MostBytes);
        if (reading.Content is { } content)
        {
            StandardOutput.TryWrite(content);
            return ExitCodes.Ok;
        }

        if (reading.End != FileReadEnd.Absent || !isDefault)
        {
            throw new GuardException(reading.IsDenied ? ExitCodes.NoPermission : ExitCodes.Unavailable, reading.Error!);
        }

        StandardOutput.TryWrite(OneLook.Text(root, RunCommand.Version));
        return ExitCodes.Ok;
    }

    private static int Listen(ScrapeAnswer answer, string text)
    {
        if (ListenAddress.Parse(text) is not { } address)
        {
            throw new GuardException(ExitCodes.Usage,
                $"--listen {text}: expected an address and a port, as 127.0.0.1:9817, [::1]:9817 or :9817");
        }

        var errno = ListenSocket.TryOpen(address, out var socket);
        if (errno != 0)
        {
            var why = Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant();
            var advice = errno == Errno.AddressInUse ? ": another program listens there; name another port" : "";
            throw new GuardException(
                errno == Errno.AccessDenied ? ExitCodes.NoPermission
                    : ExitCodes.SystemLimit, $"--listen {address}: {why}{advice}");
        }

        using (socket)
        {
            return Serve(answer, server =>
            {
                // Only now that a signal ends it as it should.
                var url = $"http://{new ListenAddress(address.Host, socket!.Port)}/metrics";
                Console.Error.WriteLine($"fragguard: metrics at {url}");
                server.Serve(socket);
            });
        }
    }

    private static int ServeOne(ScrapeAnswer answer) => Serve(
        answer, server => server.ServeOne(new ClientConnection(0, 1, GuardLoop.Now + ScrapeServer.ClientTime)));

    private static int Serve(ScrapeAnswer answer, Action<ScrapeServer> serve)
    {
        // A client that has gone is an error number, and not the end.
        ThisProcess.IgnoreSignal(BrokenPipe);
        using var stop = new WakeUp();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var server = new ScrapeServer(answer, stop);
        serve(server);
        return ExitCodes.Ok;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Raise();
        }
    }
}
