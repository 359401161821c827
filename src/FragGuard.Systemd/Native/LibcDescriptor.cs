using System.Runtime.InteropServices;

namespace FragGuard.Systemd.Native;

/// <summary>libc calls on any descriptor: close(2), write(2), poll(2), isatty(3).</summary>
internal static partial class LibcDescriptor
{
    /// <summary>POLLOUT: a write of up to PIPE_BUF bytes would not wait.</summary>
    internal const short PollOut = 4;

    /// <summary>Closes a descriptor.</summary>
    /// <returns>0, or -1.</returns>
    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    /// <summary>Writes bytes.</summary>
    /// <returns>How many bytes were taken, or -1 with errno.</returns>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(DescriptorHandle descriptor, ReadOnlySpan<byte> bytes, nuint lengthBytes);

    /// <summary>Waits until a descriptor is ready, or asks whether it is when the time-out is 0.</summary>
    /// <returns>1 when ready, 0 when not, -1 with errno.</returns>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(ref PollEntry entry, nuint entryCount, int timeoutMs);

    /// <summary>Asks whether a descriptor is a terminal.</summary>
    /// <returns>1 when it is, else 0.</returns>
    [LibraryImport("libc", EntryPoint = "isatty")]
    internal static partial int IsTerminal(int descriptor);

    /// <summary>struct pollfd of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        /// <summary>The descriptor asked about.</summary>
        internal int Descriptor;

        /// <summary>The events asked for.</summary>
        internal short Events;

        /// <summary>The events that hold.</summary>
        internal short ReturnedEvents;
    }
}
