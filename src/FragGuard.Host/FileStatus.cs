using System.Buffers.Binary;

namespace FragGuard.Host;

/// <summary>What a file is, as statx(2) says, without opening it.</summary>
/// <param name="Mode">What kind of file, and who may do what with it: st_mode of inode(7).</param>
/// <param name="User">Whom it belongs to.</param>
/// <param name="Bytes">Its length; 0 for a kernel file.</param>
/// <param name="Inode">With the device, which file it is, whatever it is called.</param>
/// <param name="Device">The device, major and minor number.</param>
internal readonly record struct FileStatus(int Mode, uint User, long Bytes, ulong Inode, ulong Device)
{
    private const uint TypeModeUserInodeAndSize = 0x1 | 0x2 | 0x8 | 0x100 | 0x200;
    private const int StructBytes = 256;
    private const int TypeMask = 0xf000;
    private const int RegularType = 0x8000;
    private const int LinkType = 0xa000;
    private const int WritableByOthers = 0x12;   // 0022
    private const int WritableByAll = 0x2;       // 0002
    private const int Sticky = 0x200;            // 01000

    /// <summary>A plain file: no directory, pipe, device or socket.</summary>
    internal bool IsRegular => (Mode & TypeMask) == RegularType;

    /// <summary>A symbolic link; only where links are not followed.</summary>
    internal bool IsLink => (Mode & TypeMask) == LinkType;

    /// <summary>It belongs to root, or to whom this process runs as.</summary>
    internal bool IsOwn => User == 0 || User == Libc.EffectiveUser();

    /// <summary>Its group, or everybody, may write it.</summary>
    internal bool MayOthersWrite => (Mode & WritableByOthers) != 0;

    /// <summary>Everybody may write it.</summary>
    internal bool MayAllWrite => (Mode & WritableByAll) != 0;

    /// <summary>A directory in which nobody removes or renames what is not his.</summary>
    internal bool IsSticky => (Mode & Sticky) != 0;

    /// <summary>What kind of file, in words.</summary>
    internal string Description => (Mode & TypeMask) switch
    {
        RegularType => "a regular file",
        0x4000 => "a directory",
        0x1000 => "a named pipe",
        0xc000 => "a socket",
        _ => "a device",
    };

    /// <summary>Reads the status of what a path leads to.</summary>
    /// <param name="path">The path.</param>
    /// <param name="status">The status.</param>
    /// <param name="followsLinks">False for a link at its end itself.</param>
    /// <returns>False if that fails; the error number is the last P/Invoke error.</returns>
    internal static bool TryRead(string path, out FileStatus status, bool followsLinks = true) =>
        TryRead(Libc.AtWorkingDirectory, path, followsLinks ? 0 : Libc.LinkItself, out status);

    /// <summary>Reads the status of an open file.</summary>
    /// <returns>False if that fails.</returns>
    internal static bool TryRead(int fd, out FileStatus status) => TryRead(fd, "", Libc.EmptyPath, out status);

    /// <summary>True for the same file under whatever name.</summary>
    internal bool IsSameFile(in FileStatus other) => Inode == other.Inode && Device == other.Device;

    private static unsafe bool TryRead(int directoryFd, string path, int flags, out FileStatus status)
    {
        var bytes = stackalloc byte[StructBytes];
        if (Libc.Status(directoryFd, path, flags, TypeModeUserInodeAndSize, bytes) != 0)
        {
            status = default;
            return false;
        }

        // struct statx: user at 20, mode at 28, inode at 32, size at 40, device at 136. The same on every architecture.
        var fields = new ReadOnlySpan<byte>(bytes, StructBytes);
        status = new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(fields[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[136..]));
        return true;
    }
}
