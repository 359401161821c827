using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Error numbers of knob writes as sentences that say what to do.</summary>
public static class KnobFault
{
    /// <summary>One sentence without a full stop.</summary>
    /// <param name="errno">What the kernel answered.</param>
    /// <param name="path">The file that was to be written.</param>
    public static string Sentence(int errno, string path) => errno switch
    {
        Errno.NotPermitted or Errno.AccessDenied =>
            $"{path}: permission denied: " + (ThisProcess.IsRoot
                ? "a sandbox, a security module or a user namespace forbids it, though this is uid 0"
                : "FragGuard needs uid 0"),
        Errno.NoEntry => $"{path}: this kernel has no such file",
        Errno.TryAgain => $"{path}: the kernel could not do all that was asked for",
        Errno.OutOfMemory => $"{path}: the kernel is out of memory",
        Errno.Busy => $"{path}: busy",
        Errno.InvalidArgument => $"{path}: the kernel refuses this value",
        Errno.ReadOnlyFileSystem => $"{path}: read-only here: a container needs this path mounted writable",
        _ => $"{path}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}",
    };

    /// <summary>Why a file could not be read, as one sentence without a full stop: the path and the kernel's own
    /// words.</summary>
    public static string Reading(int errno, string path) =>
        $"{path}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}";
}
