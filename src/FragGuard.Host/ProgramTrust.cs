using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>Whether a program is the administrator's alone: what root runs, nobody else may be able to change or to put
/// there.</summary>
/// <remarks>The program and every directory above it, by the path as it was given and by the path behind its links:
/// each must belong to root, or to whom this process runs as, and neither group nor others may write it. Above the
/// program's own directory a sticky bit is enough, as /tmp has it: there nobody removes or renames what is not
/// his.</remarks>
public static class ProgramTrust
{
    private const uint TypeModeAndUser = 0x1 | 0x2 | 0x8;   // STATX_TYPE | STATX_MODE | STATX_UID
    private const int CurrentDirectory = -100;              // AT_FDCWD
    private const int StatusBytes = 256;
    private const int UserOffset = 20;
    private const int ModeOffset = 28;
    private const int WritableByOthers = 0x12;              // 0022
    private const int Sticky = 0x200;                       // 01000
    private const int TypeMask = 0xf000;
    private const int PlainFile = 0x8000;

    /// <summary>Why a program is not run.</summary>
    /// <param name="program">An absolute path.</param>
    /// <returns>One sentence without a full stop; null if it may be run.</returns>
    public static string? Against(string program) =>
        AgainstPath(program) ?? (RealPath(program) is { } real && real != program ? AgainstPath(real) : null);

    private static string? AgainstPath(string program)
    {
        var directory = Path.GetDirectoryName(program);
        var problem = AgainstPart(program, isProgram: true, maySticky: false) ?? AgainstPart(directory, isProgram: false, maySticky: false);
        for (directory = Path.GetDirectoryName(directory); problem is null && directory is not null; directory = Path.GetDirectoryName(directory))
        {
            problem = AgainstPart(directory, isProgram: false, maySticky: true);
        }

        return problem;
    }

    private static string? AgainstPart(string? path, bool isProgram, bool maySticky)
    {
        if (path is null)
        {
            return null;
        }

        if (TryRead(path, out var user, out var mode) is var errno and not 0)
        {
            return KnobFault.Reading(errno, path);
        }

        if (isProgram && (mode & TypeMask) != PlainFile)
        {
            return $"{path}: not a plain file";
        }

        if (user != 0 && user != Libc.EffectiveUser())
        {
            return string.Create(CultureInfo.InvariantCulture, $"{path} belongs to uid {user}: a hook and its directories must belong to root");
        }

        return (mode & WritableByOthers) != 0 && !(maySticky && (mode & Sticky) != 0)
            ? $"{path} may be written by {((mode & 2) != 0 ? "everybody" : "its group")}: a hook and its directories must be writable by root alone"
            : null;
    }

    private static unsafe int TryRead(string path, out uint user, out int mode)
    {
        var status = stackalloc byte[StatusBytes];
        new Span<byte>(status, StatusBytes).Clear();
        var errno = Libc.Status(CurrentDirectory, path, 0, TypeModeAndUser, status) == 0 ? 0 : Marshal.GetLastPInvokeError();
        user = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + UserOffset, sizeof(uint)));
        mode = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status + ModeOffset, sizeof(ushort)));
        return errno;
    }

    private static string? RealPath(string path)
    {
        try
        {
            // Links of the program and of its directories, one after the other, until none is left.
            for (var links = 0; links < 40; links++)
            {
                if (NextLink(path) is not { } next)
                {
                    return path;
                }

                path = next;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It has just gone: starting it tells.
        }

        return null;
    }

    private static string? NextLink(string path)
    {
        for (var part = path; part is not null && part != "/"; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is { } target)
            {
                var resolved = Path.GetFullPath(target, Path.GetDirectoryName(part)!);
                return resolved + path[part.Length..];
            }
        }

        return null;
    }
}
