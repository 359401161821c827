namespace FragGuard.Host;

/// <summary>Time since boot with suspend counted in, which is what <c>/proc/uptime</c> says: the one clock that the
/// guard and a shell script read alike.</summary>
/// <remarks>Source: clock_gettime(2) with CLOCK_BOOTTIME; fs/proc/uptime.c uptime_proc_show().</remarks>
public static class BootClock
{
    private const int BootTime = 7;   // CLOCK_BOOTTIME

    /// <summary>Time since boot.</summary>
    public static unsafe TimeSpan Now
    {
        get
        {
            var time = stackalloc long[2];
            _ = Libc.ReadClock(BootTime, time);
            return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick);
        }
    }

    /// <summary>Whole seconds since boot.</summary>
    public static unsafe long Seconds
    {
        get
        {
            var time = stackalloc long[2];
            _ = Libc.ReadClock(BootTime, time);
            return time[0];
        }
    }
}
