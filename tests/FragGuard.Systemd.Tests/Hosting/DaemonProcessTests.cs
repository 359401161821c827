using System.Diagnostics;
using FragGuard.Systemd.Tests.Support;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class DaemonProcessTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly SocketDirectory _directory = new();

    [Theory]
    [InlineData(Terminate)]
    [InlineData(Interrupt)]
    public void Run_StopSignal_SaysStoppingAndReturnsTheApplicationsExitCode(int signal)
    {
        using var manager = new DatagramReceiver(_directory.PathOf("notify"));
        using var daemon = Start(_directory.PathOf("notify"));

        var first = manager.WaitForText();
        _ = LibcReceive.Kill(daemon.Id, signal);
        var second = manager.WaitForText();
        daemon.WaitForExit();

        Assert.Equal("READY=1", first);
        Assert.Equal("STOPPING=1", second);
        Assert.Equal(Daemon.ExitCode, daemon.ExitCode);
    }

    [Fact]
    public void Run_SecondInterruptDuringAStopThatHangs_EndsTheProcess()
    {
        using var manager = new DatagramReceiver(_directory.PathOf("notify"));
        using var daemon = Start(_directory.PathOf("notify"), Daemon.NeverStops);

        Assert.Equal("READY=1", manager.WaitForText());
        _ = LibcReceive.Kill(daemon.Id, Interrupt);
        Assert.Equal("STOPPING=1", manager.WaitForText());
        _ = LibcReceive.Kill(daemon.Id, Interrupt);
        daemon.WaitForExit();

        Assert.NotEqual(Daemon.ExitCode, daemon.ExitCode);
    }

    public void Dispose() => _directory.Dispose();

    private static Process Start(string notifySocket, params string[] arguments)
    {
        // Signals that whoever started the tests ignores (nohup, a shell's background) would stay ignored: undo it.
        var start = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
        };
        start.ArgumentList.Add("--default-signal=HUP,INT");
        start.ArgumentList.Add(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet");
        start.ArgumentList.Add(typeof(DaemonProcessTests).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NOTIFY_SOCKET"] = notifySocket;
        return Process.Start(start)!;
    }
}
