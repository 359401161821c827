using System.Globalization;

namespace FragGuard.Kernel;

/// <summary>What the flags of one allocation let the page allocator do, whatever the kernel's age.</summary>
/// <remarks>Read from the names where the message has them (4.6 and later), else from the number. A bit's meaning moved
/// three times: before 4.4 0x10 was __GFP_WAIT; in 4.4 to 4.18 0x400000, in 4.19 and 5.0 0x200000 and since 5.1 0x400
/// is
/// __GFP_DIRECT_RECLAIM. The zone bits, __GFP_HIGH, __GFP_IO and __GFP_FS never moved. Source:
/// include/linux/gfp_types.h and its ancestors.</remarks>
public readonly record struct GfpFlags
{
    /// <summary>May sleep in direct reclaim and compaction. False for interrupts, and for whoever only tries.</summary>
    public bool CanWait { get; private init; }

    /// <summary>May dip below the min watermark (__GFP_HIGH, in GFP_ATOMIC).</summary>
    public bool MayUseReserve { get; private init; }

    /// <summary>Asked the kernel not to try hard (__GFP_NORETRY): the caller has a fallback.</summary>
    public bool IsNoRetry { get; private init; }

    /// <summary>Tries hard, but the caller copes with a failure (__GFP_RETRY_MAYFAIL).</summary>
    public bool MayFail { get; private init; }

    /// <summary>May not start I/O to reclaim (GFP_NOIO).</summary>
    public bool IsNoIo { get; private init; }

    /// <summary>May not call into file systems to reclaim (GFP_NOFS).</summary>
    public bool IsNoFs { get; private init; }

    /// <summary>Memory for devices that reach 24 bits of addresses at most (GFP_DMA).</summary>
    public bool IsDma { get; private init; }

    /// <summary>Memory for devices that reach 32 bits of addresses at most (GFP_DMA32).</summary>
    public bool IsDma32 { get; private init; }

    /// <summary>May take memory that the kernel does not map (__GFP_HIGHMEM).</summary>
    public bool IsHighMem { get; private init; }

    /// <summary>The pages can be moved, so they may lie in CMA areas, and with <see cref="IsHighMem"/> in the Movable
    /// zone.</summary>
    public bool IsMovable { get; private init; }

    /// <summary>From the node asked for or not at all (__GFP_THISNODE).</summary>
    public bool IsThisNode { get; private init; }

    /// <summary>The nodes of the task's cpuset bind it (__GFP_HARDWALL: memory of user space).</summary>
    public bool IsHardwall { get; private init; }

    /// <summary>Counts against the memory limit of the task's cgroup (__GFP_ACCOUNT).</summary>
    public bool IsAccounted { get; private init; }

    /// <summary>The flags of one allocation.</summary>
    /// <param name="mode">As a number, <c>0xcc0</c>; null or unreadable counts as GFP_KERNEL.</param>
    /// <param name="names">By name; empty where the message has none.</param>
    public static GfpFlags Of(string? mode, IReadOnlyList<string> names)
    {
        var flags = default(GfpFlags);
        var known = false;
        foreach (var name in names)
        {
            known |= TryAdd(ref flags, name);
        }

        return known ? flags : TryReadBits(mode, out var bits) ? OfBits(bits) : new GfpFlags { CanWait = true };
    }

    private static bool TryAdd(ref GfpFlags flags, string name)
    {
        var before = flags;
        flags = name switch
        {
            "GFP_KERNEL" or "GFP_TEMPORARY" or "__GFP_RECLAIM" or "__GFP_DIRECT_RECLAIM" or "__GFP_WAIT"
                or "GFP_IOFS" =>
                flags with { CanWait = true },
            "GFP_KERNEL_ACCOUNT" => flags with { CanWait = true, IsAccounted = true },
            "GFP_NOIO" => flags with { CanWait = true, IsNoIo = true, IsNoFs = true },
            "GFP_NOFS" => flags with { CanWait = true, IsNoFs = true },
            "GFP_USER" => flags with { CanWait = true, IsHardwall = true },
            "GFP_HIGHUSER" => flags with { CanWait = true, IsHardwall = true, IsHighMem = true },
            "GFP_HIGHUSER_MOVABLE" or "GFP_TRANSHUGE" =>
                flags with { CanWait = true, IsHardwall = true, IsHighMem = true, IsMovable = true },
            "GFP_TRANSHUGE_LIGHT" => flags with { IsHardwall = true, IsHighMem = true, IsMovable = true },
            "GFP_ATOMIC" or "__GFP_HIGH" => flags with { MayUseReserve = true },
            "GFP_DMA" or "__GFP_DMA" => flags with { IsDma = true },
            "GFP_DMA32" or "__GFP_DMA32" => flags with { IsDma32 = true },
            "__GFP_HIGHMEM" => flags with { IsHighMem = true },
            "__GFP_MOVABLE" => flags with { IsMovable = true },
            "__GFP_NORETRY" => flags with { IsNoRetry = true },
            "__GFP_RETRY_MAYFAIL" or "__GFP_REPEAT" => flags with { MayFail = true },
            "__GFP_THISNODE" or "GFP_THISNODE" => flags with { IsThisNode = true },
            "__GFP_HARDWALL" => flags with { IsHardwall = true },
            "__GFP_ACCOUNT" => flags with { IsAccounted = true },
            _ => flags,
        };
        return flags != before || name is "GFP_NOWAIT" or "__GFP_IO" or "__GFP_FS" or "__GFP_KSWAPD_RECLAIM";
    }

    private static GfpFlags OfBits(uint bits)
    {
        const uint dma = 0x1, highMem = 0x2, dma32 = 0x4, movable = 0x8, high = 0x20, io = 0x40, fs = 0x80;
        var (wait, noRetry, hardwall, thisNode) = Moved(bits);
        var canWait = (bits & wait) != 0;
        return new GfpFlags
        {
            CanWait = canWait,
            MayUseReserve = (bits & high) != 0,
            IsNoIo = canWait && (bits & io) == 0,
            IsNoFs = canWait && (bits & fs) == 0,
            IsDma = (bits & dma) != 0,
            IsDma32 = (bits & dma32) != 0,
            IsHighMem = (bits & highMem) != 0,
            IsMovable = (bits & movable) != 0,
            IsNoRetry = (bits & noRetry) != 0,
            IsHardwall = (bits & hardwall) != 0,
            IsThisNode = (bits & thisNode) != 0,
        };
    }

    // Which era a number is from shows in the bits that only that era puts together: wake-ups of kswapd without the old
    // __GFP_WAIT.
    private static (uint Wait, uint NoRetry, uint Hardwall, uint ThisNode) Moved(uint bits)
    {
        const uint io = 0x40, fs = 0x80, oldWait = 0x10, kswapd44 = 0x2000000, kswapd412 = 0x1000000,
            kswapd419 = 0x400000;
        const uint kswapd51 = 0x800;
        var isOld = (bits & oldWait) != 0;
        return (bits & kswapd44) != 0 ? (0x400000, 0x1000, 0x20000, 0x40000)
            : isOld ? (oldWait, 0x1000, 0x20000, 0x40000)
            : (bits & kswapd51) != 0 ? (0x400, 0x10000, 0x100000, 0x200000)
            : (bits & kswapd412) != 0 ? (0x400000, 0x1000, 0x20000, 0x40000)
            : (bits & kswapd419) != 0 ? (0x200000, 0x1000, 0x20000, 0x40000)

            // Whoever may start I/O or enter a file system meant to wait.
            : (oldWait | io | fs, 0x1000u, 0x20000u, 0x40000u);
    }

    private static bool TryReadBits(string? mode, out uint bits)
    {
        bits = 0;
        return mode is "0" or "0x0" || (mode is { Length: > 2 }
            && uint.TryParse(mode.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bits));
    }
}
