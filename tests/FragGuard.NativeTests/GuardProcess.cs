using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FragGuard.NativeTests;

/// <summary>The native binary at work.</summary>
internal sealed partial class GuardProcess : IDisposable
{
    internal const int HangUp = 1;
    internal const int Interrupt = 2;
    internal const int KillNow = 9;
    internal const int Terminate = 15;

    private readonly Process _process;

    private GuardProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    /// <summary>Starts the daemon on a fake machine with these settings.</summary>
    internal static GuardProcess Guard(FakeMachine machine, string config, params string[] more) =>
        GuardUnder([], machine, config, more);

    /// <summary>Starts the daemon under another program, which must become it: exec, not fork.</summary>
    internal static GuardProcess GuardUnder(string[] wrapper, FakeMachine machine, string config, params string[] more)
    {
        machine.Write("/etc/fragguard.toml", config);
        return new GuardProcess(Start(
            ["run", "--root", machine.Root, "--config", machine.Root + "/etc/fragguard.toml", .. more],
            machine,
            wrapper));
    }

    /// <summary>Starts the daemon by another command: this program and these arguments come before the verb.</summary>
    internal static GuardProcess GuardBy(FakeMachine machine, string config, params string[] command)
    {
        machine.Write("/etc/fragguard.toml", config);
        return new GuardProcess(Launch(
            command, ["run", "--root", machine.Root, "--config", machine.Root + "/etc/fragguard.toml"], machine));
    }

    /// <summary>The states of its children, as /proc has them: Z for one that is dead and not reaped.</summary>
    internal List<char> ChildStates()
    {
        var states = new List<char>();
        foreach (var child in Children())
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{child}/stat");
                states.Add(stat[stat.LastIndexOf(')') + 2]);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return states;
    }

    /// <summary>Runs a verb to its end.</summary>
    internal static (int ExitCode, string Output, string Errors) Run(params string[] arguments) =>
        RunBy([NativeBinary.Path], arguments);

    /// <summary>The same by another command.</summary>
    internal static (int ExitCode, string Output, string Errors) RunBy(string[] command, string[] arguments)
    {
        using var process = Launch(command, arguments, machine: null);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>The next line of its standard output; null at its end.</summary>
    internal string? ReadLine() => _process.StandardOutput.ReadLine();

    internal void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>SIGTERM to the next child that it has, as a service manager sends it to all of a service's
    /// processes.</summary>
    internal void TerminateFirstChild()
    {
        while (!_process.HasExited)
        {
            foreach (var child in Children())
            {
                if (SendSignal(child, Terminate) == 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    internal (int ExitCode, string Errors) WaitForEnd()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(60)), "the guard does not end");
        return (_process.ExitCode, errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private List<int> Children()
    {
        var children = new List<int>();
        try
        {
            foreach (var task in Directory.GetDirectories($"/proc/{_process.Id}/task"))
            {
                var ids = File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
                children.AddRange(ids.Select(int.Parse));
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }

        return children;
    }

    private static Process Start(string[] arguments, FakeMachine? machine, params string[] wrapper) =>
        Launch([.. wrapper, NativeBinary.Path], arguments, machine);

    private static Process Launch(string[] program, string[] arguments, FakeMachine? machine)
    {
        // Signals that whoever started the tests ignores (nohup, a shell's background) would stay ignored: undo it.
        string[] command = ["--default-signal=HUP,INT", .. program, .. arguments];
        var start = new ProcessStartInfo("env", command)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("NOTIFY_SOCKET");
        if (machine is not null)
        {
            start.Environment["NOTIFY_SOCKET"] = machine.NotifySocket;
            start.Environment["WATCHDOG_USEC"] = "300000";
        }

        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
