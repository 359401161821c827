namespace FragGuard.Host;

/// <summary>What a child reads on its standard input: a file in memory, so that nobody has to wait while it
/// reads.</summary>
internal static class InputFile
{
    private const uint CloseOnExec = 1;   // MFD_CLOEXEC

    /// <summary>Makes one with this content, to be read from its beginning.</summary>
    /// <returns>The descriptor, which the caller closes; -1 with the error number.</returns>
    internal static unsafe int TryOpen(ReadOnlySpan<byte> content)
    {
        var fd = Libc.MemoryFile("fragguard-event", CloseOnExec);
        while (fd >= 0 && !content.IsEmpty)
        {
            nint written;
            fixed (byte* start = content)
            {
                written = Libc.Write(fd, start, content.Length);
            }

            if (written < 0)
            {
                _ = Libc.Close(fd);
                return -1;
            }

            content = content[(int)written..];
        }

        _ = fd >= 0 ? Libc.Seek(fd, 0, Libc.SeekStart) : 0;
        return fd;
    }
}
