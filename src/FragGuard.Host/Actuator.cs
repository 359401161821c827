using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Acts on the machine, one step at a time, each in a child process of its own.</summary>
/// <remarks>Compaction and cache dropping happen inside the write and may block for minutes; a thread in it could not
/// be killed without killing the guard. A child can: a fatal signal ends compaction at once. Kernel files are written
/// by a short-lived child of this same executable, which checks the allow-list itself and inherits the writer
/// lock.</remarks>
/// <param name="executable">This program; an absolute path.</param>
/// <param name="root">Where the machine's files are.</param>
/// <param name="writerLock">One writer at a time, host-wide.</param>
/// <param name="said">Told of what a command of the administrator's wrote.</param>
public sealed class Actuator(
    string executable, KernelRoot root, WriterLock writerLock, Action<CommandOutput>? said = null) : IActuator
{
    private const string RunningImage = "/proc/self/exe";
    private const int NoRuntime = 255;
    private const int Aborted = 128 + 6;
    internal const string PlainPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Lets go of memory that is held in reserve; null where none is.</summary>
    public Func<ReserveRelease, IStepJob>? Release { get; init; }

    /// <inheritdoc/>
    public bool TryTakeLock() => writerLock.TryTake();

    /// <inheritdoc/>
    public void ReleaseLock() => writerLock.Release();

    /// <inheritdoc/>
    public IStepJob Start(RemedyStep step) => step switch
    {
        KnobWrite write => StartOwn(KnobWriterChild.Arguments(write, root), write.Path, writerLock.Fd),

        // It may never end, and must not keep the lock from others then.
        FilesSync => StartOwn(FilesSyncChild.Arguments(root), "sync", keptFd: -1),

        // It is no writer of ours, and must not keep the lock from those who are: what it starts may outlive it.
        CommandRun run => CommandJob.Start(run, [PlainPath, .. run.Environment], said),
        ReserveRelease release when Release is not null => Release(release),
        FileMark mark => Mark(root.Path(mark.Path), mark.Path),
        _ => throw new ArgumentException("an unknown step", nameof(step)),
    };

    private ChildJob StartOwn(IReadOnlyList<string> arguments, string what, int keptFd)
    {
        var job = Start(executable, arguments, keptFd, End);

        // Upgraded or removed under the running guard: the image that runs still writes.
        return job.HasNoProgram ? Start(RunningImage, arguments, keptFd, End) : job;

        // It ends with an error number. What is none is the runtime that did not come up, for want of a thread or of
        // memory.
        StepResult End(int code) => code is NoRuntime or Aborted
            ? new StepResult(StepEnd.NotStarted, TaskLimits.Sentence(Errno.TryAgain, new KernelRoot()))
            : new StepResult(StepEnd.Failed, KnobFault.Sentence(code, what), code);
    }

    private static ChildJob Start(
        string program, IReadOnlyList<string> arguments, int keptFd, Func<int, StepResult> end)
    {
        var error = ChildProcess.Start(program, arguments, [], keptFd, out var child);
        return new ChildJob(child, NotStarted(error, program), end);
    }

    private static StepResult NotStarted(int error, string program) =>
        error == 0 ? default
        : TaskLimits.IsLimit(error)
            ? new StepResult(StepEnd.NotStarted, TaskLimits.Sentence(error, new KernelRoot()), error)
        : new StepResult(StepEnd.Failed, KnobFault.Sentence(error, program), error);

    private static EndedJob Mark(string path, string name)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            return new EndedJob(new StepResult(StepEnd.Done));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new EndedJob(new StepResult(StepEnd.Failed, FileFault.Sentence(fault, name)));
        }
    }

    private sealed class ChildJob(ChildProcess? child, StepResult notStarted, Func<int, StepResult> end) : IStepJob
    {
        private const int KilledExitCode = 128 + 9;

        internal bool HasNoProgram => child is null && notStarted.Errno == Errno.NoEntry;

        public int WaitFd => child?.WaitFd ?? -1;

        public bool TryEnd(out StepResult result)
        {
            result = notStarted;
            if (child is null)
            {
                return true;
            }

            if (!child.TryEnd(out var exitCode))
            {
                return false;
            }

            result = exitCode switch
            {
                0 => new StepResult(StepEnd.Done),
                KilledExitCode => new StepResult(StepEnd.Killed),
                _ => end(exitCode),
            };
            return true;
        }

        public void Kill() => child?.Kill();

        public void Dispose() => child?.Dispose();
    }
}

/// <summary>The actuator of a dry run: every step ends at once and nothing is done.</summary>
public sealed class DryRunActuator : IActuator
{
    /// <inheritdoc/>
    public bool TryTakeLock() => true;

    /// <inheritdoc/>
    public void ReleaseLock()
    {
    }

    /// <inheritdoc/>
    public IStepJob Start(RemedyStep step) => new EndedJob(new StepResult(StepEnd.DryRun));
}

/// <summary>A step that ended as soon as it began.</summary>
internal sealed class EndedJob(StepResult result) : IStepJob
{
    public int WaitFd => -1;

    public bool TryEnd(out StepResult ended)
    {
        ended = result;
        return true;
    }

    public void Kill()
    {
    }

    public void Dispose()
    {
    }
}
