using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon.Tests;

/// <summary>Hands that write the files of a fake machine, and fail, hang or crash when told to.</summary>
internal sealed class FakeActuator(FakeHost host) : IActuator
{
    private readonly List<FakeJob> _running = [];

    /// <summary>Every step that was begun, in words.</summary>
    internal List<string> Steps { get; } = [];

    /// <summary>What becomes of a step; without it, it is done at once.</summary>
    internal Func<RemedyStep, StepResult?>? Ends { get; set; }

    /// <summary>What the kernel makes of a value; without it, it keeps what was written.</summary>
    internal Func<string, string>? Takes { get; set; }

    /// <summary>Steps do not end before they are let go, and not when they are killed either.</summary>
    internal bool Hangs { get; set; }

    /// <summary>Writing dirty pages out does not end: a mount does not answer.</summary>
    internal bool SyncHangs { get; set; }

    /// <summary>Lets go of a reserve.</summary>
    internal Func<ReserveRelease, IStepJob>? Release { get; set; }

    /// <summary>Another process holds the writer lock.</summary>
    internal bool IsLockTaken { get; set; }

    /// <summary>This process holds it.</summary>
    internal bool IsLocked { get; private set; }

    /// <summary>The steps that were killed.</summary>
    internal int Kills => _running.Count(job => job.IsKilled);

    public bool TryTakeLock()
    {
        Assert.False(IsLocked, "the lock is taken twice");
        return IsLocked = !IsLockTaken;
    }

    public void ReleaseLock()
    {
        Assert.True(IsLocked, "a lock is given back that is not held");
        IsLocked = false;
    }

    public IStepJob Start(RemedyStep step)
    {
        Assert.True(IsLocked, "a step begins without the lock");
        Steps.Add(step switch
        {
            KnobWrite write => $"{write.Path}={write.Value}",
            CommandRun run => string.Join(' ', run.Command),
            FileMark mark => $"mark {mark.Path}",
            FilesSync => "sync",
            ReserveRelease release => $"release {release.Bytes} on node {release.Node}",
            _ => step.ToString(),
        });
        if (step is ReserveRelease letGo && Release is not null)
        {
            return Release(letGo);
        }

        var job = new FakeJob(() => Carry(step)) { IsHeld = Hangs || (SyncHangs && step is FilesSync) };
        _running.Add(job);
        return job;
    }

    /// <summary>Lets every step go that hangs.</summary>
    internal void LetGo()
    {
        Hangs = false;
        _running.ForEach(job => job.IsHeld = false);
    }

    private StepResult Carry(RemedyStep step)
    {
        if (Ends?.Invoke(step) is { } end && end.End != StepEnd.Done)
        {
            return end;
        }

        if (step is KnobWrite write)
        {
            host.Write(write.Path, Takes?.Invoke(write.Value) ?? write.Value);
        }

        return new StepResult(StepEnd.Done);
    }

    private sealed class FakeJob(Func<StepResult> carry) : IStepJob
    {
        internal bool IsHeld { get; set; }

        internal bool IsKilled { get; private set; }

        public int WaitFd => -1;

        public bool TryEnd(out StepResult result)
        {
            result = default;
            if (IsHeld)
            {
                return false;
            }

            result = IsKilled ? new StepResult(StepEnd.Killed) : carry();
            return true;
        }

        public void Kill() => IsKilled = true;

        public void Dispose()
        {
        }
    }
}
