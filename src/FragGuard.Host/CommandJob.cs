using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A command of the administrator's on its way: it is waited for, and what it writes is read, in one
/// descriptor.</summary>
/// <remarks>An epoll(7) set holds the child and both pipes. A pipe that has given more than is kept leaves the set and
/// is read by a timer from then on: a command that never stops writing is slowed down, and the guard is not kept busy
/// by it.</remarks>
internal sealed class CommandJob : IStepJob
{
    private const int KilledExitCode = 128 + 9;
    private const int Add = 1;                 // EPOLL_CTL_ADD
    private const int Remove = 2;              // EPOLL_CTL_DEL
    private const int Monotonic = 1;           // CLOCK_MONOTONIC
    private const int EntryBytes = 16;         // struct epoll_event: 12 on x86-64, 16 elsewhere; the events come first.
    private const long ReadInterval = 50_000_000;

    private readonly string _program;
    private readonly ChildProcess _child;
    private readonly Action<CommandOutput>? _said;
    private readonly (string Name, BoundedPipe Pipe)[] _streams;
    private readonly int _epoll = Libc.EpollCreate(Libc.CloseOnExec);
    private int _timer = -1;

    private CommandJob(
        string program, ChildProcess child, Action<CommandOutput>? said, BoundedPipe output, BoundedPipe error)
    {
        (_program, _child, _said) = (program, child, said);
        _streams = [("stdout", output), ("stderr", error)];
        Watch(_child.WaitFd);
        foreach (var (_, pipe) in _streams)
        {
            Watch(pipe.Fd);
        }

        if (_child.WaitFd < 0)
        {
            // A kernel without pidfd wakes nobody when a child ends.
            StartTimer();
        }
    }

    /// <inheritdoc/>
    public int WaitFd => _epoll;

    /// <summary>Starts it.</summary>
    /// <param name="run">The command.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="said">Told of each stream that something was written to.</param>
    internal static IStepJob Start(CommandRun run, IReadOnlyList<string> environment, Action<CommandOutput>? said)
    {
        var program = run.Command[0];
        ChildProcess? child = null;
        var errno = BoundedPipe.TryOpen(out var output, out var outputFd);
        if (errno != 0)
        {
            return NotStarted(program, errno);
        }

        errno = BoundedPipe.TryOpen(out var error, out var errorFd);
        if (errno == 0)
        {
            var inputFd = run.Input.IsEmpty ? -1 : InputFile.TryOpen(run.Input.Span);
            errno = inputFd < 0 && !run.Input.IsEmpty ? Libc.LastError : ChildProcess.Start(
                program, [.. run.Command.Skip(1)], environment, keptFd: -1, out child, outputFd, errorFd, inputFd);
            _ = Libc.Close(errorFd);
            _ = inputFd >= 0 ? Libc.Close(inputFd) : 0;
            if (errno == 0)
            {
                _ = Libc.Close(outputFd);
                return new CommandJob(program, child!, said, output!, error!);
            }
        }

        _ = Libc.Close(outputFd);
        output!.Dispose();
        error?.Dispose();
        return NotStarted(program, errno);
    }

    /// <inheritdoc/>
    public bool TryEnd(out StepResult result)
    {
        result = default;
        Read();
        if (!_child.TryEnd(out var exitCode))
        {
            return false;
        }

        // What it wrote between the look and its end. Who it left behind may go on writing: nobody waits for that.
        Read();
        foreach (var (name, pipe) in _streams)
        {
            if (!pipe.Kept.IsEmpty)
            {
                _said?.Invoke(CommandOutput.Of(_program, name, pipe.Kept, pipe.DroppedBytes));
            }
        }

        result = exitCode switch
        {
            0 => new StepResult(StepEnd.Done),
            KilledExitCode => new StepResult(StepEnd.Killed),
            _ => new StepResult(StepEnd.Failed, $"{_program}: exit code {exitCode}", exitCode),
        };
        return true;
    }

    /// <inheritdoc/>
    public void Kill() => _child.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, pipe) in _streams)
        {
            pipe.Dispose();
        }

        _child.Dispose();
        _ = Libc.Close(_epoll);
        if (_timer >= 0)
        {
            _ = Libc.Close(_timer);
        }
    }

    private static EndedJob NotStarted(string program, int errno) =>
        new(new StepResult(StepEnd.Failed, KnobFault.Sentence(errno, program), errno));

    private unsafe void Read()
    {
        if (_timer >= 0)
        {
            ulong expirations;
            _ = Libc.Read(_timer, (byte*)&expirations, sizeof(ulong));
        }

        foreach (var (_, pipe) in _streams)
        {
            var (wasFull, fd) = (pipe.IsFull, pipe.Fd);
            pipe.Drain();
            if (pipe.IsFull && !wasFull && pipe.Fd >= 0)
            {
                _ = Libc.EpollControl(_epoll, Remove, fd, null);
                StartTimer();
            }
        }
    }

    private unsafe void Watch(int fd)
    {
        if (fd >= 0)
        {
            var entry = stackalloc byte[EntryBytes];
            new Span<byte>(entry, EntryBytes).Clear();
            *(uint*)entry = (uint)Libc.PollIn;
            _ = Libc.EpollControl(_epoll, Add, fd, entry);
        }
    }

    private unsafe void StartTimer()
    {
        if (_timer >= 0)
        {
            return;
        }

        // Seconds and nanoseconds, of the interval and of the first time.
        var times = stackalloc long[4] { 0, ReadInterval, 0, ReadInterval };
        _timer = Libc.TimerCreate(Monotonic, Libc.CloseOnExec | Libc.NonBlocking);
        _ = Libc.TimerSet(_timer, 0, times, null);
        Watch(_timer);
    }
}
