using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>How the attempt to read a file ended. "Cannot be read" is never "is not there".</summary>
public enum FileReadEnd
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>There is no such file.</summary>
    Absent,

    /// <summary>What is there is no regular file: a directory, a pipe, a device.</summary>
    NotAFile,

    /// <summary>It is longer than was to be read.</summary>
    TooLong,

    /// <summary>It is there but cannot be read: no permission, an error of the disk.</summary>
    Unreadable,
}

/// <summary>The content of a file, or why there is none.</summary>
/// <param name="End">How the attempt ended.</param>
/// <param name="Content">The content; null unless it was read.</param>
/// <param name="Error">Why there is none, as a sentence that names the file; null if it was read.</param>
/// <param name="Errno">The kernel's error number; 0 if there is none.</param>
public readonly record struct FileReading(FileReadEnd End, byte[]? Content, string? Error, int Errno = 0)
{
    /// <summary>There is something, and it can never be read: it is for its owner to set it aside.</summary>
    public bool IsUnusable => End is FileReadEnd.NotAFile or FileReadEnd.TooLong;

    /// <summary>This user may not read it.</summary>
    public bool IsDenied => Errno == Kernel.Errno.AccessDenied;
}

/// <summary>Reads small regular files, whatever stands in their place: never hangs, never reads more than it was
/// told.</summary>
/// <remarks>Looked at before it is opened, because opening alone may block (a pipe) or do something (a device); opened
/// without blocking, because it may be another file by then; read to a limit, because a length that is reported need
/// not be true (kernel files report 0).</remarks>
public static class RegularFile
{
    private const int FirstBytes = 4096;
    private const int SmallBytes = 64 << 10;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Where it is found.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <param name="mostBytes">A longer file is not read.</param>
    public static FileReading Read(string path, string name, int mostBytes)
    {
        if (!FileStatus.TryRead(path, out var status))
        {
            return Failed(Marshal.GetLastPInvokeError(), name);
        }

        if (!status.IsRegular)
        {
            return new FileReading(FileReadEnd.NotAFile, null, $"{name}: {status.Description}");
        }

        if (status.Bytes > mostBytes)
        {
            return TooLong(name, mostBytes);
        }

        var fd = Libc.Open(path, Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (fd < 0)
        {
            return Failed(Marshal.GetLastPInvokeError(), name);
        }

        try
        {
            return ReadToEnd(fd, name, mostBytes);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>The text of a small kernel file, without blanks around it; empty if it cannot be read.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="path">The path as the machine knows it.</param>
    internal static string Text(KernelRoot root, string path) =>
        Read(root.Path(path), path, SmallBytes).Content is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : "";

    /// <summary>The one number that a small kernel file holds; null if it holds something else ("max"), or cannot be
    /// read.</summary>
    internal static ulong? Number(KernelRoot root, string path) =>
        ulong.TryParse(Text(root, path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static unsafe FileReading ReadToEnd(int fd, string name, int mostBytes)
    {
        var buffer = new byte[Math.Min(FirstBytes, mostBytes + 1)];
        var length = 0;
        while (true)
        {
            nint read;
            fixed (byte* bytes = buffer)
            {
                read = Libc.Read(fd, bytes + length, buffer.Length - length);
            }

            if (read < 0)
            {
                return Failed(Marshal.GetLastPInvokeError(), name);
            }

            if (read == 0)
            {
                return new FileReading(FileReadEnd.Read, buffer[..length], null);
            }

            length += (int)read;
            if (length > mostBytes)
            {
                return TooLong(name, mostBytes);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, mostBytes + 1L));
            }
        }
    }

    private static FileReading TooLong(string name, int mostBytes) =>
        new(FileReadEnd.TooLong, null, $"{name}: longer than {mostBytes >> 10} KiB");

    private static FileReading Failed(int errno, string name) => errno is Errno.NoEntry or Errno.NotADirectory
        ? new FileReading(FileReadEnd.Absent, null, $"{name}: no such file", errno)
        : new FileReading(
            FileReadEnd.Unreadable, null, $"{name}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}", errno);
}
