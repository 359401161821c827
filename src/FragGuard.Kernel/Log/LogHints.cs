namespace FragGuard.Kernel;

/// <summary>Tells at a glance that a line cannot say anything of a failed allocation: nearly every line of a
/// log.</summary>
internal static class LogHints
{
    /// <summary>True if the text has a word that some message of <see cref="FailureForms"/> has.</summary>
    internal static bool HasFailureWord(ReadOnlySpan<byte> text) =>
        text.IndexOf("alloc"u8) >= 0 || text.IndexOf("oom-killer"u8) >= 0 || text.IndexOf("callbacks suppressed"u8) >= 0
        || text.IndexOf("kmem_cache_create"u8) >= 0 || text.IndexOf("swiotlb"u8) >= 0 || text.IndexOf("SW-IOMMU"u8) >= 0
        || text.IndexOf("NV_ERR_NO_MEMORY"u8) >= 0 || text.IndexOf("kcompactd"u8) >= 0
        || text.IndexOf("ut of memory: Kill"u8) >= 0 || text.IndexOf("COMPACTION is"u8) >= 0;

    /// <summary>True if the text may be one of the lines that the kernel logs behind a failure.</summary>
    internal static bool HasEvidenceWord(ReadOnlySpan<byte> text) =>
        text.IndexOf("kB"u8) >= 0 || text.IndexOf("Mem-"u8) >= 0 || text.IndexOf(" pages "u8) >= 0
        || text.IndexOf("free:"u8) >= 0 || text.IndexOf("[]: "u8) >= 0 || text.IndexOf("cpuset="u8) >= 0
        || text.IndexOf("cgroup"u8) >= 0 || text.IndexOf(" Comm: "u8) >= 0 || text.IndexOf("cache: "u8) >= 0
        || text.IndexOf("as a result of limit"u8) >= 0 || text.IndexOf("slab_"u8) >= 0;

    /// <summary>True if no line of a block can matter: no word of a failure, and nothing that gives a line its
    /// author.</summary>
    internal static bool IsDull(ReadOnlySpan<byte> block) =>
        !HasFailureWord(block) && block.IndexOf("oom-kill:"u8) < 0 && block.IndexOf("repeated "u8) < 0
        && block.IndexOf("MESSAGE"u8) < 0 && block.IndexOf("message\""u8) < 0 && block.IndexOf("__CURSOR"u8) < 0
        && block.IndexOf("_TRANSPORT"u8) < 0 && block.IndexOf("SYSLOG_"u8) < 0;

    /// <summary>True if a person would take the text for a failed allocation of the kernel.</summary>
    internal static bool LooksLikeFailure(ReadOnlySpan<byte> text) =>
        text.IndexOf("page allocation failure"u8) >= 0 || text.IndexOf("page allocation stalls for "u8) >= 0
        || text.IndexOf("invoked oom-killer"u8) >= 0 || text.IndexOf("Unable to allocate memory on node"u8) >= 0
        || text.IndexOf("Out of memory: Kill"u8) >= 0 || text.IndexOf("-order allocation failed"u8) >= 0
        || text.IndexOf("vmap allocation for size"u8) >= 0 || text.IndexOf("vmalloc error: size"u8) >= 0
        || text.IndexOf("vmalloc: allocation failure"u8) >= 0 || text.IndexOf("cma_alloc: "u8) >= 0;
}
