namespace FragGuard.Host;

/// <summary>One thing that a remedy does to the machine.</summary>
public abstract record RemedyStep;

/// <summary>Writes one kernel file.</summary>
/// <param name="Path">The file as the machine knows it: <c>/proc/sys/vm/drop_caches</c>.</param>
/// <param name="Value">What to write, without a newline.</param>
/// <param name="SyncFirst">Write dirty pages out first.</param>
public sealed record KnobWrite(string Path, string Value, bool SyncFirst = false) : RemedyStep;

/// <summary>Runs a program of the administrator's, without a shell.</summary>
/// <param name="Command">The program, an absolute path, and its arguments.</param>
/// <param name="Environment">What it is told, <c>NAME=value</c>; it gets a plain PATH besides, and nothing of the guard's own.</param>
public sealed record CommandRun(IReadOnlyList<string> Command, IReadOnlyList<string> Environment) : RemedyStep
{
    /// <summary>What it reads on its standard input; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }
}

/// <summary>Creates an empty file that others watch, if it is not there.</summary>
/// <param name="Path">The file as the machine knows it.</param>
public sealed record FileMark(string Path) : RemedyStep;

/// <summary>How a step ended.</summary>
public enum StepEnd
{
    /// <summary>It was taken. That says nothing of its effect.</summary>
    Done,

    /// <summary>A dry run: nothing was done.</summary>
    DryRun,

    /// <summary>It was refused.</summary>
    Failed,

    /// <summary>It was killed.</summary>
    Killed,

    /// <summary>No process could be started for it: a limit is reached. Nothing was done, and it may work later.</summary>
    NotStarted,
}

/// <summary>How a step ended, and what was said of it.</summary>
/// <param name="End">How.</param>
/// <param name="Error">The error as a sentence; null if there is none.</param>
/// <param name="Errno">The kernel's error number; 0 if there is none.</param>
public readonly record struct StepResult(StepEnd End, string? Error = null, int Errno = 0);

/// <summary>A step on its way.</summary>
public interface IStepJob : IDisposable
{
    /// <summary>Becomes readable when the step ends; -1 where that cannot be waited for.</summary>
    int WaitFd { get; }

    /// <summary>Whether the step has ended, without waiting.</summary>
    bool TryEnd(out StepResult result);

    /// <summary>Ends the step as soon as the kernel lets go.</summary>
    void Kill();
}

/// <summary>Does what remedies ask for, or, in a dry run, nothing. Nothing else in the product acts on the machine.</summary>
public interface IActuator
{
    /// <summary>Begins a step. The caller holds the writer lock.</summary>
    IStepJob Start(RemedyStep step);

    /// <summary>Takes the host-wide writer lock, without waiting.</summary>
    /// <returns>False if another process has it.</returns>
    bool TryTakeLock();

    /// <summary>Gives the lock back.</summary>
    void ReleaseLock();
}
