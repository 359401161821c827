using FragGuard.Kernel;

namespace FragGuard.Host;

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

/// <summary>Does what remedies ask for, or, in a dry run, nothing. Nothing else in the product acts on the
/// machine.</summary>
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
