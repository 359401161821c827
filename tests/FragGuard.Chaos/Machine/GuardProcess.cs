using System.Diagnostics;
using System.Text;

namespace FragGuard.Chaos.Machine;

/// <summary>A process of the native binary, with what it said and how it ended.</summary>
internal sealed class GuardProcess : IDisposable
{
    private const int KeptCharacters = 64 << 10;

    private readonly Process _process;
    private readonly Inbox _manager;
    private readonly StringBuilder _said = new();

    private GuardProcess(Process process, Inbox manager, string command)
    {
        (_process, _manager, Command) = (process, manager, command);
        (Pid, StartedAt) = (process.Id, Environment.TickCount64);
        process.OutputDataReceived += (_, line) => Keep(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, isError: true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal string Command { get; }

    internal int Pid { get; }

    internal long StartedAt { get; }

    /// <summary>When it was found to have ended; null while it runs.</summary>
    internal long? EndedAt { get; private set; }

    /// <summary>When it was sent SIGKILL.</summary>
    internal long? KilledAt { get; private set; }

    /// <summary>Signals that it was sent and may end of.</summary>
    internal bool WasKilled { get; private set; }

    internal bool WasTerminated { get; private set; }

    internal bool WasHungUp { get; private set; }

    /// <summary>It has told its service manager that it is ready.</summary>
    internal bool WasReady => _manager.Since(0).Exists(said =>
        said.Pid == Pid && said.Text.Contains("READY=1", StringComparison.Ordinal));

    internal bool HasExited
    {
        get
        {
            var hasExited = _process.HasExited;
            EndedAt ??= hasExited ? Environment.TickCount64 : null;
            return hasExited;
        }
    }

    /// <summary>As a shell has it: 128 and the signal where it was killed.</summary>
    internal int ExitCode => _process.ExitCode;

    /// <summary>Standard output and standard error.</summary>
    internal string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Standard output alone, where it was not closed.</summary>
    internal StringBuilder Output { get; } = new();

    /// <summary>Starts it.</summary>
    /// <param name="tree">The machine.</param>
    /// <param name="binary">The program.</param>
    /// <param name="user">As which user; 0 for root.</param>
    /// <param name="how">A shell fragment that closes descriptors and lowers limits before the program takes
    /// over.</param>
    /// <param name="arguments">The verb and its options.</param>
    internal static GuardProcess Start(FakeTree tree, string binary, uint user, Launch how, params string[] arguments)
    {
        string[] command =
        [
            "--default-signal=HUP,INT,TERM,PIPE", .. user == 0 ? [] : AsUser(user), "sh", "-c",
            $"{how.Before} exec \"$0\" \"$@\" {how.Redirections}", binary, .. arguments,
        ];
        var start = new ProcessStartInfo("env", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = tree.WorkingDirectory,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["NOTIFY_SOCKET"] = tree.Root + "/run/notify";
        start.Environment["WATCHDOG_USEC"] = "300000";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new GuardProcess(process, tree.Manager, $"fragguard {string.Join(' ', arguments)}{how.Words}");
    }

    internal void Signal(int signal)
    {
        if (HasExited)
        {
            return;
        }

        WasKilled |= signal == Libc.KillNow;
        KilledAt ??= signal == Libc.KillNow ? Environment.TickCount64 : null;
        WasTerminated |= signal == Libc.Terminate;
        WasHungUp |= signal == Libc.HangUp;
        _ = Libc.Kill(Pid, signal);
    }

    internal bool WaitForEnd(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience))
        {
            return false;
        }

        _process.WaitForExit();
        return HasExited;
    }

    /// <summary>Its children: writers and hooks.</summary>
    internal bool HasChildren()
    {
        try
        {
            return Directory.GetDirectories($"/proc/{Pid}/task")
                .Any(task => File.ReadAllText(task + "/children").Trim().Length > 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _ = Libc.Kill(Pid, Libc.Continue);
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string[] AsUser(uint user) => ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"];

    private void Keep(string? line, bool isError)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            if (_said.Length < KeptCharacters)
            {
                _said.Append(line).Append('\n');
                _ = isError ? null : Output.Append(line).Append('\n');
            }
        }
    }
}

/// <summary>How a process is started.</summary>
/// <param name="Words">What is special about it, to be shown.</param>
/// <param name="Before">Shell commands before it.</param>
/// <param name="Redirections">Redirections of its descriptors.</param>
internal sealed record Launch(string Words, string Before = "", string Redirections = "")
{
    internal static Launch Plain { get; } = new("");

    /// <summary>All the ways of a start that a service manager or a person could come up with.</summary>
    internal static Launch[] All { get; } =
    [
        Plain,
        new(" (descriptors 0-2 closed)", Redirections: "0<&- 1>&- 2>&-"),
        new(" (output closed)", Redirections: "1>&-"),
        new(" (errors closed)", Redirections: "2>&-"),
        new(" (output to a full device)", Redirections: ">/dev/full"),
        new(" (all output to a full device)", Redirections: ">/dev/full 2>&1"),
        new(" (64 descriptors)", Before: "ulimit -Sn 64;"),
        new(" (20 descriptors)", Before: "ulimit -Sn 20;"),
        new(" (files of at most 1 KiB)", Before: "ulimit -Sf 1;"),
    ];
}
