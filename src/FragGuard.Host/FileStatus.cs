using System.Buffers.Binary;

namespace FragGuard.Host;

/// <summary>What a file is, as statx(2) says, without opening it.</summary>
/// <param name="Type">What kind of file: S_IFMT of inode(7).</param>
/// <param name="Bytes">Its length; 0 for a kernel file.</param>
/// <param name="Inode">With the device, which file it is, whatever it is called.</param>
/// <param name="Device">The device, major and minor number.</param>
internal readonly record struct FileStatus(int Type, long Bytes, ulong Inode, ulong Device)
{
    private const uint TypeInodeAndSize = 0x1 | 0x100 | 0x200;
    private const int StructBytes = 256;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;

    /// <summary>A plain file: no directory, pipe, device or socket.</summary>
    internal bool IsRegular => Type == RegularType;

    /// <summary>What kind of file, in words.</summary>
    internal string Description => Type switch
    {
        RegularType => "a regular file",
        0x4000 => "a directory",
        0x1000 => "a named pipe",
        0xc000 => "a socket",
        _ => "a device",
    };

    /// <summary>Reads the status of what a path leads to; links are followed.</summary>
    /// <returns>False if that fails; the error number is the last P/Invoke error.</returns>
    internal static bool TryRead(string path, out FileStatus status) =>
        TryRead(Libc.AtWorkingDirectory, path, 0, out status);

    /// <summary>Reads the status of an open file.</summary>
    /// <returns>False if that fails.</returns>
    internal static bool TryRead(int fd, out FileStatus status) => TryRead(fd, "", Libc.EmptyPath, out status);

    /// <summary>True for the same file under whatever name.</summary>
    internal bool IsSameFile(in FileStatus other) => Inode == other.Inode && Device == other.Device;

    private static unsafe bool TryRead(int directoryFd, string path, int flags, out FileStatus status)
    {
        var bytes = stackalloc byte[StructBytes];
        if (Libc.Status(directoryFd, path, flags, TypeInodeAndSize, bytes) != 0)
        {
            status = default;
            return false;
        }

        // struct statx: mode at 28, inode at 32, size at 40, device at 136. The same on every architecture.
        var fields = new ReadOnlySpan<byte>(bytes, StructBytes);
        status = new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]) & TypeMask,
            BinaryPrimitives.ReadInt64LittleEndian(fields[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[136..]));
        return true;
    }
}
