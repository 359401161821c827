using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>Reads a small file of which nobody knows what it is: never more than a limit, and never waiting for a pipe
/// that nobody writes to.</summary>
/// <remarks>Errors: a directory, a device without end, a pipe, a file that is too long: each one sentence.</remarks>
public static class BoundedFile
{
    private const int IsADirectory = 21; // EISDIR
    private const int NoSuchFile = 2;    // ENOENT
    private const int NoDirectory = 20;  // ENOTDIR

    /// <summary>Reads the file whole.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limitBytes">A longer one is not read.</param>
    /// <param name="content">Its content; null if there is no such file or it cannot be read.</param>
    /// <returns>Null, or why it cannot be read, as a sentence; an absent file is no error.</returns>
    public static string? Read(string path, int limitBytes, out byte[]? content)
    {
        content = null;
        var fd = Libc.Open(path, Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchFile or NoDirectory ? null : Sentence(path);
        }

        try
        {
            return ReadAll(fd, path, limitBytes, out content);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    private static unsafe string? ReadAll(int fd, string path, int limitBytes, out byte[]? content)
    {
        content = null;
        var buffer = new byte[Math.Min(limitBytes + 1, 16 << 10)];
        for (var length = 0; length <= limitBytes;)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(limitBytes + 1, buffer.Length * 2));
            }

            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Read(fd, start + length, buffer.Length - length);
            }

            if (count == 0)
            {
                content = buffer[..length];
                return null;
            }

            if (count > 0)
            {
                length += (int)count;
            }
            else if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                return Sentence(path);
            }
        }

        return $"{path}: longer than {limitBytes >> 10} KiB";
    }

    private static string Sentence(string path) => Marshal.GetLastPInvokeError() switch
    {
        IsADirectory => $"{path}: a directory; expected a file",
        Libc.TryAgain => $"{path}: a pipe; expected a file",
        _ => $"{path}: {Marshal.GetLastPInvokeErrorMessage().ToLowerInvariant()}",
    };
}
