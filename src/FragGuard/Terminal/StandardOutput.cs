using System.Runtime.InteropServices;
using FragGuard.Daemon;

namespace FragGuard;

/// <summary>Standard output, by write(2) alone: the console classes of the base library send a terminal escape
/// sequences of their own and keep from their caller that the reader has gone.</summary>
internal static partial class StandardOutput
{
    private const int Descriptor = 1;
    private const int Interrupted = 4;       // EINTR
    private const int TryAgain = 11;         // EAGAIN
    private const int BrokenPipe = 32;       // EPIPE
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ on x86 and arm; elsewhere it fails and the default counts.

    /// <summary>What reads it, as things stand now.</summary>
    internal static unsafe Display Display()
    {
        var isTerminal = IsTerminal(Descriptor) == 1;
        var size = default(WindowSize);
        if (isTerminal && Control(Descriptor, GetWindowSize, &size) != 0)
        {
            size = default;
        }

        return FragGuard.Display.From(isTerminal, (size.Columns, size.Lines), Environment.GetEnvironmentVariable);
    }

    /// <summary>Writes all of it.</summary>
    /// <returns>False if the reader has gone: whoever writes may stop.</returns>
    /// <exception cref="GuardException">It cannot be written: a full disk.</exception>
    internal static unsafe bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
            {
                written = Write(Descriptor, start, bytes.Length);
            }

            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case TryAgain:
                    // Somebody made the pipe non-blocking. Nothing waits for this program.
                    Thread.Sleep(1);
                    break;
                case BrokenPipe:
                    return false;
                default:
                    var what = Marshal.GetLastPInvokeErrorMessage().ToLowerInvariant();
                    throw new GuardException(ExitCodes.Unavailable, "standard output: " + what);
            }
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int fd, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int fd);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Control(int fd, nuint request, WindowSize* size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        internal ushort Lines;
        internal ushort Columns;
        internal ushort PixelWidth;
        internal ushort PixelHeight;
    }
}
