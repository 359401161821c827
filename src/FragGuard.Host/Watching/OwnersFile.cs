using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Reads a small file that only root, or whoever runs this, may have written.</summary>
public static class OwnersFile
{
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

    private static string? Against(string path, string name, bool mustBePlain, out bool isAbsent)
    {
        var isThere = FileStatus.TryRead(path, out var status, followsLinks: false);
        isAbsent = !isThere && Libc.LastError is Errno.NoEntry or Errno.NotADirectory;
        return isAbsent ? null
            : !isThere ? FileFault.Sentence(Libc.LastError, name)
            : mustBePlain && !status.IsRegular ? $"{name}: not a plain file"
            : !status.IsOwn
                ? string.Create(CultureInfo.InvariantCulture, $"{name}: belongs to uid {status.User}, not to root")
            : status.MayOthersWrite ? $"{name}: others than its owner may write it"
            : null;
    }
}
