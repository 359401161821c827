using System.Buffers.Binary;
using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Reads a small file that only root, or whoever runs this, may have written.</summary>
/// <remarks>Source: statx(2).</remarks>
public static class OwnersFile
{
    private const uint TypeModeAndUser = 0x1 | 0x2 | 0x8;   // STATX_TYPE | STATX_MODE | STATX_UID
    private const int StatusBytes = 256;
    private const int UserOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int PlainFile = 0x8000;
    private const int OthersMayWrite = 0x12;                // 0022

    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is found.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <param name="mostBytes">A longer file is not read.</param>
    /// <param name="error">Why its content does not count, as a sentence; null if it does, or if it is gone.</param>
    /// <returns>The content; null with an error, or if there is no such file.</returns>
    public static byte[]? Read(string path, string name, int mostBytes, out string? error)
    {
        error = Against(path, name, mustBePlain: true, out var isAbsent);
        if (error is not null || isAbsent)
        {
            return null;
        }

        var reading = RegularFile.Read(path, name, mostBytes);
        error = reading.End == FileReadEnd.Absent ? null : reading.Error;
        return reading.Content;
    }

    /// <summary>What is against taking the files of a directory for root's: somebody else may write there.</summary>
    /// <returns>A sentence; null if nothing, or if it is not there.</returns>
    public static string? AgainstDirectory(string path, string name) => Against(path, name, mustBePlain: false, out _);

    private static unsafe string? Against(string path, string name, bool mustBePlain, out bool isAbsent)
    {
        var status = stackalloc byte[StatusBytes];
        var isThere = Libc.Status(Libc.AtWorkingDirectory, path, Libc.LinkItself, TypeModeAndUser, status) == 0;
        isAbsent = !isThere && Libc.LastError is Errno.NoEntry or Errno.NotADirectory;
        if (!isThere)
        {
            return isAbsent ? null : FileFault.Sentence(Libc.LastError, name);
        }

        var mode = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status + ModeOffset, sizeof(ushort)));
        var user = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + UserOffset, sizeof(uint)));
        return mustBePlain && (mode & TypeMask) != PlainFile ? $"{name}: not a plain file"
            : user != 0 && user != Libc.EffectiveUser()
                ? string.Create(CultureInfo.InvariantCulture, $"{name}: belongs to uid {user}, not to root")
            : (mode & OthersMayWrite) != 0 ? $"{name}: others than its owner may write it"
            : null;
    }
}
