using System.Globalization;

namespace FragGuard.Host;

/// <summary>Whether a program is the administrator's alone: what root runs, nobody else may be able to change or to put
/// there.</summary>
/// <remarks>The program and every directory above it, by the path as it was given and by the path behind its links:
/// each must belong to root, or to whom this process runs as, and neither group nor others may write it. Above the
/// program's own directory a sticky bit is enough, as /tmp has it: there nobody removes or renames what is not
/// his.</remarks>
public static class ProgramTrust
{
    /// <summary>Why a program is not run.</summary>
    /// <param name="program">An absolute path.</param>
    /// <returns>One sentence without a full stop; null if it may be run.</returns>
    public static string? Against(string program) =>
        AgainstPath(program) ?? (RealPath(program) is { } real && real != program ? AgainstPath(real) : null);

    private static string? AgainstPath(string program)
    {
        var directory = Path.GetDirectoryName(program);
        var problem = AgainstPart(program, isProgram: true, maySticky: false)
            ?? AgainstPart(directory, isProgram: false, maySticky: false);
        for (directory = Path.GetDirectoryName(directory);
            problem is null && directory is not null;
            directory = Path.GetDirectoryName(directory))
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

        if (!FileStatus.TryRead(path, out var status))
        {
            return KnobFault.Reading(Libc.LastError, path);
        }

        if (isProgram && !status.IsRegular)
        {
            return $"{path}: not a plain file";
        }

        if (!status.IsOwn)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{path} belongs to uid {status.User}: a hook and its directories must belong to root");
        }

        return status.MayOthersWrite && !(maySticky && status.IsSticky)
            ? $"{path} may be written by {(status.MayAllWrite ? "everybody" : "its group")}: "
                + "a hook and its directories must be writable by root alone"
            : null;
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
