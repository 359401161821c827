using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Reasons in words: a stable code for programs and a sentence for people.</summary>
internal static class ReasonText
{
    internal static string Of(ReasonCode code)
    {
        var name = code.ToString();
        var word = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    internal static string Sentence(Reason reason) => reason.Code switch
    {
        ReasonCode.None => "",
        ReasonCode.Healthy => "every watch is healthy",
        ReasonCode.NotLongEnough => "too few blocks, but not for long enough yet",
        ReasonCode.Running => "a rung is running",
        ReasonCode.Settling => "the last rung is settling",
        ReasonCode.BackingOff => $"every rung tried; next attempt in {Time(reason.Value)}",
        ReasonCode.NothingToRun => "no rung can run now",
        ReasonCode.NoReading => "the breached zones are missing from the reading",
        ReasonCode.DryRun => "dry run: " + (reason.Text ?? "nothing written"),
        ReasonCode.ObserveOnly => "observe-only: " + (reason.Text ?? "this process may not write kernel files"),
        ReasonCode.KnobAbsent => reason.Text ?? "this kernel has no such file",
        ReasonCode.MinUptime => $"min_uptime: {TimeOf(reason.Limit - reason.Value, reason.Limit)} left",
        ReasonCode.OutsideWindow => "outside the allowed hours (gates.windows)",
        ReasonCode.MemoryPressure =>
            $"memory pressure {Percent(reason.Value)} is above max_memory_pressure {Percent(reason.Limit)}",
        ReasonCode.IoPressure =>
            $"I/O pressure {Percent(reason.Value)} is above max_io_pressure {Percent(reason.Limit)}",
        ReasonCode.DirtyPages =>
            $"{Size(reason.Value)} dirty or under writeback is above max_dirty {Size(reason.Limit)}",
        ReasonCode.KcompactdBusy => "kcompactd is compacting already and is blocked in the kernel",
        ReasonCode.Cooldown => $"cooldown: {TimeOf(reason.Value, reason.Limit)} left",
        ReasonCode.Cost =>
            $"paced by cost: the last run cost {Time(reason.Limit)}; {Time(reason.Value)} left",
        ReasonCode.PerHour => $"ran {Quantity.Of(reason.Value, "time")} in the last hour; per_hour is {reason.Limit}",
        ReasonCode.PerDay => $"ran {Quantity.Of(reason.Value, "time")} in the last day; per_day is {reason.Limit}",
        ReasonCode.LowMemory => "the zone is low on memory; fragmentation is not the cause and compaction cannot help",
        ReasonCode.TooLittleCache =>
            $"only {Size(reason.Value)} of cache to drop, below min_cache {Size(reason.Limit)}",
        ReasonCode.Zfs => "ZFS is loaded: dropping slab is known to hang such hosts",
        ReasonCode.Ksm => "same-page merging is on: dropping slab is known to hang such hosts",
        ReasonCode.RealtimeKernel => "PREEMPT_RT kernel: compaction would disturb real-time tasks",
        ReasonCode.KernelBug => reason.Text ?? "this kernel has a known compaction bug",
        ReasonCode.ForeignDrop => $"another program dropped caches {Time(reason.Value)} ago",
        ReasonCode.AlreadySet => "every value is set already",
        ReasonCode.WriterBusy => "another FragGuard process is writing kernel files",
        ReasonCode.Relapse when reason.Text is { } remedy =>
            $"relapse {Time(reason.Value)} after the last incident: what {remedy} freed was read again; "
                + "starting at the next rung",
        ReasonCode.Relapse =>
            $"relapse {Time(reason.Value)} after the last incident: starting at the rung that worked then",
        ReasonCode.AllocationFailure => "the kernel logged a page allocation failure",
        ReasonCode.HealedByItself => "recovered without a rung",
        ReasonCode.HealedByRung => $"recovered after {reason.Text}",
        ReasonCode.Timeout => $"killed at its timeout after {Time(reason.Value)}",
        ReasonCode.Breached => $"{Quantity.Of(reason.Value, "block")}, {reason.Limit} needed",
        ReasonCode.Trend => "not low yet, but its trend crosses the floor",
        ReasonCode.ZonesGone => "the breached zones are gone or no longer watched",
        ReasonCode.Restoring => "restoring tuned settings",
        ReasonCode.NotStarted => reason.Text ?? "no process could be started",
        ReasonCode.GateUnreadable => reason.Text ?? "a gate cannot be checked: its file cannot be read",
        ReasonCode.Stalls => Stalls(reason.Value, reason.Limit),
        ReasonCode.WindowClosed => $"window {reason.Text} was closed",
        ReasonCode.Splay => $"splay: {TimeOf(reason.Value, reason.Limit)} left",
        ReasonCode.NoStallRate => "/proc/vmstat could not be read since: how often programs stall is not known",
        ReasonCode.NoReserve => reason.Text ?? "nothing is held in reserve on the breached nodes",
        ReasonCode.UnsafeProgram => reason.Text ?? "somebody other than root may change the program",
        _ => reason.Text ?? "the kernel refused",
    };

    /// <summary>How often programs stall, and how often is too often.</summary>
    internal static string Stalls(long perMinute, long limit) =>
        $"programs stalled {Quantity.Of(perMinute, "time")} a minute in direct compaction and reclaim; stalls_above is "
        + limit.ToString(CultureInfo.InvariantCulture);

    private static string Time(long milliseconds) => Quantity.Time(TimeSpan.FromMilliseconds(milliseconds));

    private static string TimeOf(long milliseconds, long wholeMilliseconds) =>
        Quantity.Time(TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(wholeMilliseconds));

    private static string Percent(long hundredths) => Quantity.PercentOfBasisPoints(hundredths);

    private static string Size(long bytes) => Quantity.Long((UInt128)Math.Max(0, bytes));
}
