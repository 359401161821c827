using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>One kernel file, read again and again into a buffer that it keeps.</summary>
/// <remarks>Reading allocates nothing unless the file outgrew the buffer. On the machine itself, and in a tree where
/// the file lies on procfs (a host's, mounted into a container), it is opened once. In a captured tree it is opened
/// anew each time, because there it may be replaced.</remarks>
/// <param name="root">Where the machine's files are.</param>
/// <param name="path">The path as the machine knows it.</param>
/// <param name="largestRecordBytes">The most bytes that one record of the file takes, for a file whose reads should not
/// cost one more to find its end: see <see cref="Pieces"/>. 0 if nobody knows.</param>
public sealed class KernelFile(KernelRoot root, string path, int largestRecordBytes = 0) : IDisposable
{
    private readonly string _path = root.Path(path);
    private byte[] _buffer = new byte[4096];
    private int _fd = -1;
    private bool _isOnProcfs;

    /// <summary>The path as the machine knows it.</summary>
    public string Path => path;

    /// <summary>Why the last read failed, as a sentence; null if it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>True if the last read failed because this kernel has nothing of the kind: no such file, or one that
    /// answers EOPNOTSUPP, as PSI does where it is switched off. Whatever else fails says nothing of what the file
    /// holds.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>Reads the whole file.</summary>
    /// <param name="text">Its content, valid until the next read.</param>
    /// <returns>False if it cannot be read; <see cref="Error"/> says why.</returns>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        var length = _fd >= 0 || TryOpen() ? Pieces.ReadAll(new Descriptor(_fd), ref _buffer, LargestRecordBytes) : -1;
        if (length < 0)
        {
            Fail();
            text = default;
            return false;
        }

        (Error, IsAbsent) = (null, false);
        text = new ReadOnlySpan<byte>(_buffer, 0, length);
        if (!KeepsOpen)
        {
            Dispose();
        }

        return true;
    }

    /// <summary>Opens the file and closes it again: for one that costs the kernel much to read.</summary>
    /// <returns>False if it cannot be opened; <see cref="Error"/> says why.</returns>
    public bool TryOpenOnly()
    {
        if (_fd < 0 && !TryOpen())
        {
            Fail();
            return false;
        }

        (Error, IsAbsent) = (null, false);
        Dispose();
        return true;
    }

    /// <summary>Closes the file; the next read opens it again.</summary>
    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = Libc.Close(_fd);
            _fd = -1;
        }
    }

    private bool KeepsOpen => root.KeepsOpen || _isOnProcfs;

    // Any other file system may return less than there is for reasons of its own.
    private int LargestRecordBytes => _isOnProcfs ? largestRecordBytes : 0;

    private bool TryOpen()
    {
        // A captured tree may have a pipe in the file's place, and opening one for reading waits for a writer.
        _fd = Libc.Open(_path, Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        _isOnProcfs = _fd >= 0 && Libc.FileSystemOf(_fd) == Libc.ProcFileSystem;
        return _fd >= 0;
    }

    private void Fail()
    {
        var errno = Libc.LastError;
        Error = FileFault.Sentence(errno, path);
        IsAbsent = FileFault.IsAbsence(errno);
        Dispose();
    }

    private readonly struct Descriptor(int fd) : IPieces
    {
        public unsafe int Read(Span<byte> into, int offset)
        {
            fixed (byte* start = into)
            {
                // The first form keeps no error number, which makes it cheaper. A read that failed is made again for
                // it.
                var length = Libc.ReadAt(fd, start, into.Length, offset);
                while (length < 0)
                {
                    length = Libc.ReadAtOrError(fd, start, into.Length, offset);
                    if (length < 0 && Libc.LastError != Errno.Interrupted)
                    {
                        return -1;
                    }
                }

                return (int)length;
            }
        }
    }
}
