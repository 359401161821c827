using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>What is wrong with a file, in words.</summary>
public static class FileFault
{
    /// <summary>One sentence without a full stop: the path and the kernel's own words.</summary>
    /// <param name="fault">What the base library threw.</param>
    /// <param name="path">The file.</param>
    public static string Sentence(Exception fault, string path) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => Sentence(Errno.NoEntry, path),
        UnauthorizedAccessException => Sentence(Errno.AccessDenied, path),

        _ when IsTooLarge(fault) => Sentence(Errno.FileTooLarge, path),

        // The base library keeps the errno in the low half of HResult where it has no exception type of its own.
        IOException when (fault.HResult & 0xffff) is > 0 and < 134 and var errno => Sentence(errno, path),
        _ => $"{path}: {fault.Message}",
    };

    /// <summary>True for what the base library throws when a file cannot be read or written, and not for a bug: it
    /// makes an <see cref="ArgumentOutOfRangeException"/> of EFBIG (LimitFSIZE=, or the file system's own
    /// limit).</summary>
    /// <param name="fault">What was thrown.</param>
    public static bool IsOne(Exception fault) =>
        fault is IOException or UnauthorizedAccessException
        || IsTooLarge(fault);

    /// <summary>True if the kernel says that it has no such thing; false for every other failure.</summary>
    /// <param name="fault">What the base library threw.</param>
    public static bool IsAbsence(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException
        || (fault is IOException && IsAbsence(fault.HResult & 0xffff));

    private static bool IsTooLarge(Exception fault) => fault is ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>The same of the kernel's answer.</summary>
    /// <param name="errno">What the kernel answered.</param>
    internal static bool IsAbsence(int errno) => errno is Errno.NoEntry or Errno.NotADirectory or Errno.NotSupported;

    /// <summary>One sentence without a full stop: the path and the kernel's own words.</summary>
    /// <param name="errno">What the kernel answered.</param>
    /// <param name="path">The file.</param>
    internal static string Sentence(int errno, string path) => errno switch
    {
        Errno.NoEntry or Errno.NotADirectory => $"{path}: no such file",
        Errno.NotPermitted or Errno.AccessDenied => $"{path}: permission denied",
        _ => $"{path}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}",
    };
}
