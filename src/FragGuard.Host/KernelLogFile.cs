using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>/dev/kmsg, from the moment it is opened or from the oldest record: one record a read, never
/// waiting.</summary>
/// <remarks>Needs CAP_SYSLOG where kernel.dmesg_restrict is 1. In a captured tree a named pipe may stand in for it; a
/// plain file cannot, because it is always readable and would keep the loop awake.</remarks>
public sealed class KernelLogFile : IDisposable
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/dev/kmsg";

    // The kernel refuses a buffer that is smaller than the record: CONSOLE_EXT_LOG_MAX is 8192.
    private const int LargestRecordBytes = 8192;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(LargestRecordBytes, pinned: true);

    private KernelLogFile(int fd) => Fd = fd;

    /// <summary>Readable when there is a record.</summary>
    public int Fd { get; private set; }

    /// <summary>How often the ring buffer overran us: records were lost.</summary>
    public long Overruns { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="error">Why it cannot be read, as a sentence.</param>
    /// <param name="fromOldest">Begin with the oldest record that the kernel still has; else skip what is there
    /// already.</param>
    public static KernelLogFile? TryOpen(KernelRoot root, out string? error, bool fromOldest = false)
    {
        error = null;
        var path = root.Path(Path);
        // A pipe is opened for writing too: else it would signal end of file whenever its writer leaves.
        var mode = root.IsLive ? Libc.ReadOnly : Libc.ReadWrite;
        var fd = Libc.Open(path, mode | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (fd < 0)
        {
            error = KnobFault.Sentence(Marshal.GetLastPInvokeError(), Path);
            return null;
        }

        // The log has its end, a pipe has none.
        var whence = fromOldest ? Libc.SeekStart : Libc.SeekEnd;
        if (Libc.Seek(fd, 0, whence) < 0 || root.IsLive)
        {
            return new KernelLogFile(fd);
        }

        _ = Libc.Close(fd);
        error = $"{Path}: a plain file in this tree";
        return null;
    }

    /// <summary>Reads the next record, if there is one.</summary>
    /// <param name="record">Its bytes as the kernel gives them, valid until the next read.</param>
    /// <returns>False if there is none now.</returns>
    public unsafe bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        while (true)
        {
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = Libc.Read(Fd, buffer, _buffer.Length);
            }

            if (length > 0)
            {
                record = _buffer.AsSpan(0, (int)length);
                return true;
            }

            switch (length == 0 ? Errno.TryAgain : Marshal.GetLastPInvokeError())
            {
                case Errno.BrokenPipe:
                    Overruns++;
                    break;
                case Errno.Interrupted:
                    break;
                default:
                    return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Fd >= 0)
        {
            _ = Libc.Close(Fd);
            Fd = -1;
        }
    }
}
