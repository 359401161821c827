using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What the flags of an allocation mean, in words.</summary>
internal static class FlagText
{
    /// <summary>One line; empty for an ordinary allocation.</summary>
    internal static string Of(AllocationFailure failure)
    {
        var flags = failure.Flags;
        var words = new List<string>();
        if (failure.CouldNotWait)
        {
            words.Add(flags.MayUseReserve
                ? "could not wait for reclaim or compaction, and may use the reserve"
                : "could not wait for reclaim or compaction, and may not use the reserve");
        }

        Add(flags.IsDma, "for a device that reaches 24 bits of addresses (DMA zone only)");
        Add(flags.IsDma32, "for a device that reaches 32 bits of addresses (DMA32 zone and below)");
        Add(flags.IsNoIo, "may not start I/O to reclaim (NOIO)");
        Add(flags.IsNoFs && !flags.IsNoIo, "may not enter file systems to reclaim (NOFS)");
        Add(flags.IsNoRetry, "asked not to try hard (NORETRY)");
        Add(flags.MayFail && !flags.IsNoRetry, "copes with a failure (RETRY_MAYFAIL)");
        Add(flags.IsThisNode, "from this node only (THISNODE)");
        Add(flags.IsAccounted, "counts against the limit of its cgroup (ACCOUNT)");
        return string.Join("; ", words);

        void Add(bool holds, string text)
        {
            if (holds)
            {
                words.Add(text);
            }
        }
    }
}
