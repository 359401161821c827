using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>One writer at a time, host-wide: a lock on a kept descriptor.</summary>
/// <remarks>The lock belongs to the open file, and a writer child inherits it: it lasts until the last of them is gone,
/// whoever dies first, and no stale file can ever hold it.</remarks>
public sealed class WriterLock : IDisposable
{
    private readonly string _path;
    private int _fd;

    private WriterLock(string path, int fd) => (_path, _fd) = (path, fd);

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

        var fd = Open(root.Path(path));
        if (fd >= 0)
        {
            return new WriterLock(root.Path(path), fd);
        }

        error = KnobFault.Sentence(Marshal.GetLastPInvokeError(), path);
        return null;
    }

    /// <summary>Takes the lock, without waiting.</summary>
    /// <returns>False if another process has it, or if it cannot be taken.</returns>
    /// <remarks>The lock is the file that has this name now: one that was removed meanwhile excludes nobody.</remarks>
    public bool TryTake()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (!TryLock(_fd))
            {
                return false;
            }

            if (FileStatus.TryRead(_fd, out var held)
                && FileStatus.TryRead(_path, out var named) && held.IsSameFile(named))
            {
                return true;
            }

            Release();
            var fd = Open(_path);
            if (fd < 0)
            {
                return false;
            }

            Dispose();
            _fd = fd;
        }

        return false;
    }

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

    private static int Open(string path)
    {
        const int create = 0x40;
        return Libc.Open(path, Libc.ReadWrite | create | Libc.NoFollow | Libc.CloseOnExec, 0x180);
    }

    private static bool TryLock(int fd)
    {
        int result;
        do
        {
            result = Libc.FileLock(fd, Libc.LockExclusive | Libc.LockNonBlocking);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        return result == 0;
    }
}
