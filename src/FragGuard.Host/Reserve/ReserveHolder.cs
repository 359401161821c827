using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A process that holds huge pages on one NUMA node, as the guard sees it.</summary>
public interface IReserveHolder : IDisposable
{
    /// <summary>Readable when it has answered, and when it is gone.</summary>
    int WaitFd { get; }

    /// <summary>Readable when it is gone.</summary>
    int EndFd { get; }

    /// <summary>Tells it to take so many more, or, by a negative number, to let go of so many.</summary>
    void Tell(int pages);

    /// <summary>Its next answer, without waiting.</summary>
    bool TryRead(out HolderReply reply);

    /// <summary>Whether it has ended, without waiting.</summary>
    /// <param name="exitCode">Its exit code; 128 and more for a signal's number plus 128.</param>
    bool TryEnd(out int exitCode);

    /// <summary>Ends it: all that it holds is free then.</summary>
    void End();
}

/// <summary>The real one: <see cref="ReserveHolderChild"/>, by two pipes.</summary>
public sealed class ReserveHolder : IReserveHolder
{
    private const string RunningImage = "/proc/self/exe";

    private readonly ChildProcess _child;
    private int _tellFd;

    private ReserveHolder(ChildProcess child, int tellFd, int answerFd) =>
        (_child, _tellFd, WaitFd) = (child, tellFd, answerFd);

    /// <inheritdoc/>
    public int WaitFd { get; private set; }

    /// <inheritdoc/>
    public int EndFd => _child.WaitFd >= 0 ? _child.WaitFd : WaitFd;

    /// <summary>Starts one; it holds nothing yet.</summary>
    /// <param name="node">The NUMA node; -1 where there is only one.</param>
    /// <param name="hugeBytes">The size of a huge page.</param>
    /// <param name="most">How many it may be told to hold.</param>
    /// <param name="error">Why it could not be started, as a sentence; null if it was.</param>
    public static IReserveHolder? Start(int node, ulong hugeBytes, int most, out string? error)
    {
        var arguments = ReserveHolderChild.Arguments(node, hugeBytes, most);
        var (ours, theirs) = (new int[2], new int[2]);
        if (!TryPipe(theirs))
        {
            error = KnobFault.Reading(Libc.LastError, "pipe");
            return null;
        }

        if (!TryPipe(ours))
        {
            error = KnobFault.Reading(Libc.LastError, "pipe");
            _ = Libc.Close(theirs[0]);
            _ = Libc.Close(theirs[1]);
            return null;
        }

        // The child reads from theirs[0] and writes to ours[1].
        _ = Libc.Control(ours[0], Libc.SetStatusFlags, Libc.NonBlocking);
        _ = Libc.Control(theirs[1], Libc.SetStatusFlags, Libc.NonBlocking);
        var program = Environment.ProcessPath!;
        var errno = Start(program, arguments, theirs[0], ours[1], out var child);
        errno = errno == Errno.NoEntry ? Start(RunningImage, arguments, theirs[0], ours[1], out child) : errno;
        _ = Libc.Close(theirs[0]);
        _ = Libc.Close(ours[1]);
        if (errno == 0)
        {
            error = null;
            return new ReserveHolder(child!, theirs[1], ours[0]);
        }

        _ = Libc.Close(theirs[1]);
        _ = Libc.Close(ours[0]);
        error = TaskLimits.IsLimit(errno)
            ? TaskLimits.Sentence(errno, new KernelRoot())
            : KnobFault.Sentence(errno, program);
        return null;
    }

    /// <inheritdoc/>
    public unsafe void Tell(int pages) => _ = Libc.Write(_tellFd, (byte*)&pages, sizeof(int));

    /// <inheritdoc/>
    public bool TryRead(out HolderReply reply) => HolderReply.TryRead(WaitFd, out reply);

    /// <inheritdoc/>
    public bool TryEnd(out int exitCode) => _child.TryEnd(out exitCode);

    /// <inheritdoc/>
    public void End() => _child.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_tellFd >= 0)
        {
            _ = Libc.Close(_tellFd);
            _ = Libc.Close(WaitFd);
            (_tellFd, WaitFd) = (-1, -1);
            _child.Dispose();
        }
    }

    private static int Start(
        string program, IReadOnlyList<string> arguments, int inputFd, int outputFd, out ChildProcess? child) =>
        ChildProcess.Start(program, arguments, [], keptFd: -1, out child, outputFd, inputFd: inputFd);

    private static unsafe bool TryPipe(int[] fds)
    {
        fixed (int* pair = fds)
        {
            return Libc.Pipe(pair, Libc.CloseOnExec) == 0;
        }
    }
}
