using System.Globalization;
using System.Text;

namespace FragGuard.Policy;

/// <summary>Reasons in words: a stable code for programs and a sentence for people.</summary>
internal static class ReasonWords
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
        ReasonCode.Settling => "the last rung's effect is settling",
        ReasonCode.BackingOff => $"the whole ladder was tried and rests for another {Seconds(reason.Value)}",
        ReasonCode.NothingToRun => "no rung of the ladder can run now",
        ReasonCode.NoReading => "the reading has no row for the breached zones",
        ReasonCode.DryRun => "dry run: nothing was written",
        ReasonCode.ObserveOnly => "observe-only: " + (reason.Text ?? "this process may not write kernel files"),
        ReasonCode.KnobAbsent => reason.Text ?? "this kernel has no such file",
        ReasonCode.MinUptime =>
            $"the machine is up for {Seconds(reason.Value)}, less than min_uptime {Seconds(reason.Limit)}",
        ReasonCode.OutsideWindow => "outside the daily windows",
        ReasonCode.MemoryPressure =>
            $"memory pressure {Percent(reason.Value)} is above max_memory_pressure {Percent(reason.Limit)}",
        ReasonCode.IoPressure =>
            $"I/O pressure {Percent(reason.Value)} is above max_io_pressure {Percent(reason.Limit)}",
        ReasonCode.DirtyPages => $"{Mib(reason.Value)} dirty or in writeback, more than max_dirty {Mib(reason.Limit)}",
        ReasonCode.KcompactdBusy => "kcompactd is compacting and waits in the kernel",
        ReasonCode.Cooldown =>
            $"it rests for another {Seconds(reason.Value)} of its cooldown of {Seconds(reason.Limit)}",
        ReasonCode.PerHour => $"it ran {reason.Value} times in the last hour; per_hour is {reason.Limit}",
        ReasonCode.PerDay => $"it ran {reason.Value} times in the last day; per_day is {reason.Limit}",
        ReasonCode.LowMemory => "the zone is short of free memory, not fragmented: compaction cannot help",
        ReasonCode.TooLittleCache =>
            $"only {Mib(reason.Value)} could be dropped, less than min_cache {Mib(reason.Limit)}",
        ReasonCode.Zfs => "ZFS is loaded: dropping slab has hung such hosts",
        ReasonCode.Ksm => "same-page merging is on: dropping slab has hung such hosts",
        ReasonCode.RealtimeKernel => "a PREEMPT_RT kernel: compaction would disturb real-time tasks",
        ReasonCode.KernelBug => reason.Text ?? "this kernel has a known compaction bug",
        ReasonCode.ForeignDrop => $"something else dropped caches {Seconds(reason.Value)} ago",
        ReasonCode.AlreadySet => "the settings are in force already",
        ReasonCode.WriterBusy => "another process is writing kernel files for FragGuard",
        ReasonCode.Relapse =>
            $"relapse {Seconds(reason.Value)} after the last incident: starting at the rung that healed it",
        ReasonCode.AllocationFailure => "the kernel logged a page allocation failure",
        ReasonCode.HealedByItself => "healed without a rung",
        ReasonCode.HealedByRung => $"healed by {reason.Text}",
        ReasonCode.Timeout => $"killed at its timeout after {Seconds(reason.Value)}",
        ReasonCode.Breached => $"{Times.Counted((ulong)reason.Value, "block")}, {reason.Limit} are needed",
        ReasonCode.Trend => "not low yet, but its trend crosses the floor",
        ReasonCode.ZonesGone => "the breached zones are gone or no longer watched",
        ReasonCode.Restoring => "tuned settings are being put back",
        ReasonCode.GateUnreadable => reason.Text ?? "a gate cannot be checked: its file cannot be read",
        ReasonCode.UnsafeProgram => reason.Text ?? "somebody other than root may change the program",
        _ => reason.Text ?? "the kernel refused",
    };

    private static string Seconds(long milliseconds) => Times.Words(TimeSpan.FromMilliseconds(milliseconds));

    private static string Percent(long hundredths) =>
        string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100.0:0.00} %");

    private static string Mib(long bytes) => $"{bytes >> 20} MiB";
}
