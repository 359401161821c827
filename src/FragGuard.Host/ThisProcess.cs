using System.Globalization;
using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>What this process may do, and what it keeps in memory.</summary>
public static class ThisProcess
{
    private const int LockCurrent = 1;
    private const int LockFuture = 2;
    private const int LockOnFault = 4;
    private const int MayWrite = 2;
    private const int DoNotNeed = 4;

    /// <summary>True for the effective user id 0: vm sysctls ask for nothing less, and for no capability.</summary>
    public static bool IsRoot => Libc.EffectiveUser() == 0;

    /// <summary>Keeps what this process has touched and will touch in memory, so that it works when others have
    /// none.</summary>
    /// <remarks>On fault only: locking reservations too would make tens of megabytes resident.</remarks>
    /// <returns>Null; else why not and what follows, as a sentence: a container's RLIMIT_MEMLOCK is often
    /// 64 KiB.</returns>
    public static string? LockMemory() => Libc.LockMemory(LockCurrent | LockFuture | LockOnFault) == 0
        ? null
        : $"memory is not locked ({Marshal.GetLastPInvokeErrorMessage().ToLowerInvariant()}; RLIMIT_MEMLOCK is too "
            + "low): while the host swaps or reclaims, looks may come late";

    /// <summary>Lets go of the program's own code and constants: what is used from now on comes back from the page
    /// cache, what only the start needed does not.</summary>
    public static void ForgetProgram()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                if (line.EndsWith(Environment.ProcessPath!, StringComparison.Ordinal) && IsUnchanging(line, out var start, out var bytes))
                {
                    _ = Libc.Advise(start, bytes, DoNotNeed);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A hidden /proc: then all of it stays.
        }
    }

    /// <summary>Whether a file may be written, without opening it; a read-only mount says no.</summary>
    public static bool MayWriteTo(string path) => Libc.Access(path, MayWrite) == 0;

    /// <summary>Lets a signal pass unnoticed.</summary>
    public static void IgnoreSignal(int signal) => _ = Libc.HandleSignal(signal, Libc.Ignore);

    /// <summary>Whether there is such a file, without allocating.</summary>
    public static bool Sees(string path) => Libc.Access(path, 0) == 0;

    // 55d0c0a00000-55d0c0e00000 r-xp 00420000 fe:01 1234  /usr/bin/fragguard
    // Code, and the constants at the file's beginning. Other read-only pages were written to before they became so,
    // when the program was moved to its address: they exist nowhere else.
    private static bool IsUnchanging(string mapping, out nint start, out nuint bytes)
    {
        var fields = mapping.Split(' ', 4);
        var ends = fields[0].Split('-');
        start = nint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        bytes = (nuint)(nint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start);
        return fields is [_, "r-xp", ..] or [_, "r--p", "00000000", ..];
    }
}
