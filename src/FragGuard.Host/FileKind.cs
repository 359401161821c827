namespace FragGuard.Host;

/// <summary>What a path leads to, asked without opening it: opening a FIFO waits for a writer, and opening a device may
/// do something.</summary>
/// <remarks>Source: stx_mode of statx(2), S_IFMT of inode(7).</remarks>
public static class FileKind
{
    private const int WorkingDirectory = -100;  // AT_FDCWD
    private const int ModeOffset = 28;

    /// <summary>What it is, in words; null for a regular file, and for what cannot be looked at.</summary>
    public static unsafe string? OtherThanRegular(string path)
    {
        var status = stackalloc byte[256];
        if (Libc.FileStatus(WorkingDirectory, path, flags: 0, mask: 1, status) != 0)
        {
            return null;
        }

        return (*(ushort*)(status + ModeOffset) & 0xF000) switch
        {
            0x8000 => null,
            0x4000 => "a directory",
            0x1000 => "a named pipe",
            0xC000 => "a socket",
            _ => "a device",
        };
    }
}
