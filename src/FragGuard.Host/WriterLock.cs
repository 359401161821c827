using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>One writer at a time, host-wide: a lock on a kept descriptor.</summary>
/// <remarks>The lock belongs to the open file, and a writer child inherits it: it lasts until the last of them is gone, whoever
/// dies first, and no stale file can ever hold it.</remarks>
public sealed class WriterLock : IDisposable
{
    private int _fd;

    private WriterLock(int fd) => _fd = fd;

    /// <summary>The descriptor that a child must inherit.</summary>
    public int Fd => _fd;

    /// <summary>Opens the lock file, making it and its directory if need be.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="path">The file, <c>/run/fragguard/writer.lock</c>.</param>
    /// <param name="error">Why it cannot be opened, as a sentence.</param>
    public static WriterLock? TryOpen(KernelRoot root, string path, out string? error)
    {
        error = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root.Path(path))!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error = FileFault.Sentence(fault, path);
            return null;
        }

        const int create = 0x40;
        var fd = Libc.Open(root.Path(path), Libc.ReadWrite | create | Libc.CloseOnExec, 0x180);
        if (fd >= 0)
        {
            return new WriterLock(fd);
        }

        error = Errno.Sentence(Marshal.GetLastPInvokeError(), path);
        return null;
    }

    /// <summary>Takes the lock, without waiting.</summary>
    /// <returns>False if another process has it.</returns>
    public bool TryTake() => Libc.FileLock(_fd, Libc.LockExclusive | Libc.LockNonBlocking) == 0;

    /// <summary>Gives the lock back.</summary>
    public void Release() => _ = Libc.FileLock(_fd, Libc.Unlock);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = Libc.Close(_fd);
            _fd = -1;
        }
    }
}
