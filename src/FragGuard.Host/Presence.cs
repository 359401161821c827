using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Whether a path is there: yes, no, or nobody can tell. The base library's Exists says no for all three but
/// the first.</summary>
public static class Presence
{
    private const int Exists = 0; // F_OK

    /// <summary>Looks.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="path">The path as the machine knows it.</param>
    /// <param name="error">Why it cannot be told, as a sentence; null if it can.</param>
    /// <returns>True if it is there for certain.</returns>
    public static bool Of(KernelRoot root, string path, out string? error)
    {
        error = null;
        if (Libc.Access(root.Path(path), Exists) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        error = errno is Errno.NoEntry or Errno.NotADirectory ? null : KnobFault.Reading(errno, path);
        return false;
    }
}
