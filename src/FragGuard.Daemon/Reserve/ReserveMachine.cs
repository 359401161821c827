using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>Starts a process that holds huge pages.</summary>
/// <param name="node">The NUMA node; -1 where there is only one.</param>
/// <param name="hugeBytes">The size of a huge page.</param>
/// <param name="most">How many it may be told to hold.</param>
/// <param name="error">Why it could not be started; null if it was.</param>
internal delegate IReserveHolder? StartHolder(int node, ulong hugeBytes, int most, out string? error);

/// <summary>What the keeper of the reserve needs of the machine.</summary>
/// <param name="IsReal">The files under the root are those of the machine that this process runs on.</param>
/// <param name="Start">Starts a holder.</param>
/// <param name="Memory">How much memory this process and its children may have.</param>
internal sealed record ReserveMachine(bool IsReal, StartHolder Start, Func<CgroupMemory> Memory)
{
    /// <summary>The machine itself. Limits are this process's own, whatever host is mounted under the root.</summary>
    internal static ReserveMachine Of(KernelRoot root) =>
        new(root.IsThisMachine, ReserveHolder.Start, static () => CgroupMemory.Read(new KernelRoot()));
}
