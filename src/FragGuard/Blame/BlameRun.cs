using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What blame found.</summary>
/// <param name="Tally">Who did what.</param>
/// <param name="Length">How long was watched.</param>
internal sealed record BlameResult(BlameTally Tally, TimeSpan Length)
{
    /// <summary>The kernel counted blocks that were taken by itself.</summary>
    internal bool IsCounted { get; init; }

    /// <summary>Events that were lost.</summary>
    internal long Lost { get; init; }

    /// <summary>Processor time that reading took.</summary>
    internal TimeSpan ProcessorTime { get; init; }

    /// <summary>Stacks in which blocks were taken, with how often, most first; innermost frame first.</summary>
    internal List<(string Frames, int Count)> Stacks { get; init; } = [];

    /// <summary>Tracepoints that this kernel does not have.</summary>
    internal List<string> Missing { get; init; } = [];
}

/// <summary>Watches the kernel's tracepoints for a while.</summary>
internal static class BlameRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Watches.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="length">For how long.</param>
    /// <param name="hasStacks">Keep the stacks, too.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="GuardException">There is no tracing here, or not for this user.</exception>
    internal static BlameResult Watch(KernelRoot root, TimeSpan length, bool hasStacks, WakeUp stop)
    {
        using var watch = BlameWatch.TryBegin(
            root, hasStacks, mayCount: true, tid => OwnerOf(root, tid), Console.Error.WriteLine, out var error,
            out var isDenied)
            ?? throw new GuardException(isDenied ? ExitCodes.NoPermission : ExitCodes.Unavailable, $"blame: {error}");
        var startedAt = GuardLoop.Now;
        var processorAt = Environment.CpuUsage.TotalTime;
        var poller = new Poller(1);
        poller.Watch(0, stop.Fd);
        while (!stop.IsRaised && GuardLoop.Now - startedAt < length)
        {
            var left = startedAt + length - GuardLoop.Now;
            poller.Wait(left < Look ? left : Look);
            watch.Read();
        }

        var watched = GuardLoop.Now - startedAt;
        watch.Finish();
        return new BlameResult(watch.Tally, watched)
        {
            IsCounted = watch.IsCounted,
            Lost = watch.Lost,
            ProcessorTime = Environment.CpuUsage.TotalTime - processorAt,
            Stacks = watch.Stacks(),
            Missing = watch.Missing,
        };
    }

    private static string OwnerOf(KernelRoot root, int tid) => BlameWatch.OwnerOf(root, tid) is { } owner
        ? owner.Words(owner.PodUid is null
            ? null : Programs.PodNames(new MachineFiles(root)).GetValueOrDefault(owner.PodUid))
        : "";
}
