using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>What a process needs that holds memory for others.</summary>
internal static partial class Libc
{
    internal const int WholeMapping = 0x4022;         // MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    internal const int WantHugePages = 14;            // MADV_HUGEPAGE
    internal const int CollapseToHugePages = 25;      // MADV_COLLAPSE, since 6.1
    internal const int GiveBack = 4;                  // MADV_DONTNEED
    internal const int SignalAtParentsDeath = 1;      // PR_SET_PDEATHSIG
    internal const int ProcessName = 15;              // PR_SET_NAME

    private const int BindToNodes = 2;                // MPOL_BIND

    // arm64 has the numbers of every newer architecture.
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>mbind(2): memory of this range comes from this NUMA node and from no other.</summary>
    /// <returns>False if that is not permitted: the service's sandbox does not have the call.</returns>
    internal static unsafe bool BindToNode(nint address, nuint bytes, int node)
    {
        const int bits = 64;
        var mask = stackalloc ulong[16];
        new Span<ulong>(mask, 16).Clear();
        if (node >= 16 * bits)
        {
            return false;
        }

        mask[node / bits] = 1UL << (node % bits);
        return SystemCall(IsX64 ? 237 : 235, address, (nint)bytes, BindToNodes, (nint)mask, (16 * bits) + 1, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(
        long number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static unsafe partial int ProcessControl(int option, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "getppid")]
    internal static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    internal static partial int LockRange(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "munlock", SetLastError = true)]
    internal static partial int UnlockRange(nint address, nuint bytes);
}
