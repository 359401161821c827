namespace FragGuard.Kernel;

/// <summary>One thing that a remedy does to the machine.</summary>
public abstract record RemedyStep
{
    /// <summary>It only prepares or cleans up: a run of which nothing else was carried out is no attempt.</summary>
    public bool IsPreparation { get; init; }
}

/// <summary>Writes one kernel file.</summary>
/// <param name="Path">The file as the machine knows it: <c>/proc/sys/vm/drop_caches</c>.</param>
/// <param name="Value">What to write, without a newline.</param>
public sealed record KnobWrite(string Path, string Value) : RemedyStep
{
    /// <summary>Drain the free lists of as many CPUs as the writer gets on, before the write and after it, so that what
    /// they hold can merge.</summary>
    public bool DrainsCpus { get; init; }
}

/// <summary>Writes dirty file pages out (sync(2)).</summary>
/// <param name="Patience">How long to wait for it. It cannot be killed, and on a mount whose server is gone it never
/// ends: then it is left behind, without the writer lock.</param>
public sealed record FilesSync(TimeSpan Patience) : RemedyStep;

/// <summary>Waits.</summary>
/// <param name="Duration">How long.</param>
public sealed record Pause(TimeSpan Duration) : RemedyStep;

/// <summary>Runs a program of the administrator's, without a shell.</summary>
/// <param name="Command">The program, an absolute path, and its arguments.</param>
/// <param name="Environment">What it is told, <c>NAME=value</c>; it gets a plain PATH besides, and nothing of the
/// guard's own.</param>
public sealed record CommandRun(IReadOnlyList<string> Command, IReadOnlyList<string> Environment) : RemedyStep
{
    /// <summary>What it reads on its standard input; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }
}

/// <summary>Creates an empty file that others watch, if it is not there.</summary>
/// <param name="Path">The file as the machine knows it.</param>
public sealed record FileMark(string Path) : RemedyStep;

/// <summary>Lets go of huge pages that the guard holds in reserve.</summary>
/// <param name="Node">The NUMA node.</param>
/// <param name="Bytes">How much; more than is held is all of it.</param>
public sealed record ReserveRelease(int Node, ulong Bytes) : RemedyStep;

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

    /// <summary>It took longer than there was patience for, and goes on by itself.</summary>
    LeftBehind,

    /// <summary>No process could be started for it: a limit is reached. Nothing was done, and it may work
    /// later.</summary>
    NotStarted,
}

/// <summary>How a step ended, and what was said of it.</summary>
/// <param name="End">How.</param>
/// <param name="Error">The error as a sentence; null if there is none.</param>
/// <param name="Errno">The kernel's error number; 0 if there is none.</param>
public readonly record struct StepResult(StepEnd End, string? Error = null, int Errno = 0);
