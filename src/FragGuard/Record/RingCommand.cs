using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary><c>fragguard record --ring</c>: keeps days of samples in bounded space, as the guard itself does with
/// <c>[record] days</c>.</summary>
internal static class RingCommand
{
    private const int KernelLogPlace = 0;
    private const int StopPlace = 1;
    private const int MostDays = 3650;

    private static readonly TimeSpan ZonesInterval = TimeSpan.FromMinutes(5);

    /// <summary>The time between samples, unless another is asked for.</summary>
    internal static TimeSpan Interval { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Records until the time is over, or a signal.</summary>
    internal static int Run(KernelRoot root, string directory, string kept, TimeSpan interval, TimeSpan length)
    {
        var days = (int)Math.Ceiling(Math.Min(DurationArgument.Of(kept, "--ring").TotalDays, MostDays));
        if (directory == "-")
        {
            throw new GuardException(ExitCodes.Usage, $"--ring {kept}: a directory is missing: fragguard record "
                + $"--ring {kept} DIR");
        }

        using var stop = new WakeUp();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var machine = MachineProbe.Probe(root).Facts;
        var summary = new RecordSummary(root, machine);
        using var sampler = new Sampler(root);
        using var log = KernelLogFile.TryOpen(root, out _);
        using var recorder = new RingRecorder(directory, days, machine, TimeProvider.System);
        var startedAt = GuardLoop.Now;
        var (nextAt, zonesAt) = (startedAt, startedAt);
        while (!stop.IsRaised && GuardLoop.Now - startedAt <= length)
        {
            Sample(sampler, recorder, summary, GuardLoop.Now >= zonesAt);
            zonesAt = GuardLoop.Now >= zonesAt ? GuardLoop.Now + ZonesInterval : zonesAt;
            nextAt += interval;
            WaitUntil(nextAt, log, recorder, summary, stop);
        }

        recorder.Flush();
        Check(recorder);
        summary.Write(GuardLoop.Now - startedAt);
        return ExitCodes.Ok;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Raise();
        }
    }

    private static void Sample(Sampler sampler, RingRecorder recorder, RecordSummary summary, bool withZones)
    {
        if (!sampler.TryReadFreeBlocks())
        {
            throw new GuardException(ExitCodes.Unavailable, sampler.Error!);
        }

        if (withZones && sampler.TryReadZones())
        {
            recorder.Take(sampler.Zones);
            summary.Take(sampler.Zones);
        }

        recorder.Take(sampler.FreeBlocks);
        summary.Take(sampler.FreeBlocks, GuardLoop.Now);
        Check(recorder);
    }

    // Whoever asks for a recording and gets none must hear of it.
    private static void Check(RingRecorder recorder)
    {
        if (recorder.Error is { } error)
        {
            throw new GuardException(ExitCodes.InputOutput, error);
        }
    }

    private static void WaitUntil(
        TimeSpan at, KernelLogFile? log, RingRecorder recorder, RecordSummary summary, WakeUp stop)
    {
        var poller = new Poller(2);
        poller.Watch(KernelLogPlace, log?.Fd ?? -1);
        poller.Watch(StopPlace, stop.Fd);
        for (var left = at - GuardLoop.Now; left > TimeSpan.Zero && !stop.IsRaised; left = at - GuardLoop.Now)
        {
            poller.Wait(left);
            while (poller.IsReady(KernelLogPlace) && log!.TryRead(out var record))
            {
                if (AllocationFailure.TryParseLogLine(record, out _))
                {
                    summary.TakeRecord(record);
                    recorder.TakeRecord(Encoding.UTF8.GetString(record));
                }
            }
        }
    }
}
