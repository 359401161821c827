using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Standard output, by write(2) alone: the console classes of the base library send a terminal escape
/// sequences of their own and keep from their caller that the reader has gone.</summary>
internal static partial class StandardOutput
{
    private const int Descriptor = 1;
    private static readonly SearchValues<byte> PlainBytes =
        SearchValues.Create(
            [(byte)'\t', (byte)'\n', .. Enumerable.Range(' ', 0x7f - ' ').Select(value => (byte)value)]);

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

    /// <summary>Why something could not be written, in the kernel's words; null if nothing failed. A reader that has
    /// gone is no failure: it has what it wanted.</summary>
    internal static string? Error { get; private set; }

    /// <summary>Writes all of it.</summary>
    /// <returns>False if the reader has gone, or if it cannot be written (<see cref="Error"/>): who has nothing to do
    /// but write may stop. Work that is under way goes on, for output never decides over work.</returns>
    internal static bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        var errno = TryWrite(Descriptor, bytes);
        if (errno is not (0 or Errno.BrokenPipe))
        {
            Error ??= Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant();
        }

        return errno == 0;
    }

    /// <summary>Writes text for people: what could steer a terminal is made visible.</summary>
    /// <param name="utf8">Whole lines.</param>
    /// <returns>As <see cref="TryWrite(ReadOnlySpan{byte})"/>.</returns>
    internal static bool TryWriteText(ReadOnlySpan<byte> utf8) => utf8.ContainsAnyExcept(PlainBytes)
        ? TryWrite(Encoding.UTF8.GetBytes(SafeText.Escape(Encoding.UTF8.GetString(utf8), keepNewlines: true)))
        : TryWrite(utf8);

    /// <summary>Writes all of it to a descriptor.</summary>
    /// <returns>0, or the error number.</returns>
    internal static unsafe int TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
            {
                written = Write(descriptor, start, bytes.Length);
            }

            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.TryAgain)
            {
                // Somebody made the pipe non-blocking. Nothing waits for this program.
                Thread.Sleep(1);
            }
            else if (errno != Errno.Interrupted)
            {
                return errno;
            }
        }

        return 0;
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
