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

    /// <summary>Where the program's own code and constants are, as its file has them.</summary>
    /// <returns>None where /proc is hidden.</returns>
    public static IReadOnlyList<(nint Start, nuint Bytes)> FindProgram()
    {
        try
        {
            return Unchanging(File.ReadLines("/proc/self/smaps"), Environment.ProcessPath!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Lets go of them: what is used from now on comes back from the page cache, what only the start needed
    /// does not.</summary>
    public static void Forget(IReadOnlyList<(nint Start, nuint Bytes)> program)
    {
        foreach (var (start, bytes) in program)
        {
            _ = Libc.Advise(start, bytes, DoNotNeed);
        }
    }

    /// <summary>Whether a file may be written, without opening it; a read-only mount says no.</summary>
    public static bool MayWriteTo(string path) => Libc.Access(path, MayWrite) == 0;

    /// <summary>Lets a signal pass unnoticed.</summary>
    public static void IgnoreSignal(int signal) => _ = Libc.HandleSignal(signal, Libc.Ignore);

    /// <summary>Whether there is such a file, without allocating.</summary>
    public static bool Sees(string path) => Libc.Access(path, 0) == 0;

    // 55d0c0a00000-55d0c0e00000 r-xp 00420000 fe:01 1234  /usr/bin/fragguard
    // Anonymous:             0 kB
    // Read-only pages that were written to before they became so, when the program was moved to its address, are
    // anonymous: they exist nowhere else.
    internal static List<(nint Start, nuint Bytes)> Unchanging(IEnumerable<string> smaps, string path)
    {
        var unchanging = new List<(nint, nuint)>();
        var range = "";
        foreach (var line in smaps)
        {
            var fields = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            if (!fields[0].EndsWith(':'))
            {
                range = fields[1] is "r-xp" or "r--p" && line.EndsWith(' ' + path, StringComparison.Ordinal)
                    ? fields[0]
                    : "";
            }
            else if (range.Length > 0 && fields is ["Anonymous:", "0", ..])
            {
                var ends = range.Split('-');
                var start = nint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                var end = nint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                unchanging.Add((start, (nuint)(end - start)));
            }
        }

        return unchanging;
    }
}
