using System.Runtime.InteropServices;

namespace FragGuard.Systemd.Native;

/// <summary>libc calls about this process and its clock: getppid(2), clock_gettime(2).</summary>
internal static partial class LibcProcess
{
    /// <summary>CLOCK_MONOTONIC: the clock that systemd compares MONOTONIC_USEC with.</summary>
    internal const int ClockMonotonic = 1;

    /// <summary>The parent's process id; 0 when the parent lives outside this pid namespace.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    internal static partial int GetParentId();

    /// <summary>Reads a clock.</summary>
    /// <returns>0, or -1 when there is no such clock.</returns>
    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    internal static partial int GetClock(int clock, out TimeValue time);

    /// <summary>struct timespec: both members are 64 bits wide on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeValue
    {
        /// <summary>tv_sec.</summary>
        internal long Seconds;

        /// <summary>tv_nsec.</summary>
        internal long Nanoseconds;
    }
}
