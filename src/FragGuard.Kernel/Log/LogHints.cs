namespace FragGuard.Kernel;

/// <summary>Tells at a glance that a line cannot say anything of a failed allocation: nearly every line of a log.</summary>
internal static class LogHints
{
    /// <summary>True if the text has a word that some message of <see cref="FailureForms"/> has.</summary>
    internal static bool HasFailureWord(ReadOnlySpan<byte> text) =>
        text.IndexOf("alloc"u8) >= 0 || text.IndexOf("oom-killer"u8) >= 0 || text.IndexOf("callbacks suppressed"u8) >= 0
        || text.IndexOf("kmem_cache_create"u8) >= 0 || text.IndexOf("swiotlb"u8) >= 0 || text.IndexOf("SW-IOMMU"u8) >= 0
        || text.IndexOf("NV_ERR_NO_MEMORY"u8) >= 0 || text.IndexOf("kcompactd"u8) >= 0
        || text.IndexOf("out of memory: Kill"u8) >= 0 || text.IndexOf("COMPACTION is"u8) >= 0;

    /// <summary>True if a person would take the text for a failed allocation of the kernel.</summary>
    internal static bool LooksLikeFailure(ReadOnlySpan<byte> text) =>
        text.IndexOf("page allocation failure"u8) >= 0 || text.IndexOf("page allocation stalls for "u8) >= 0
        || text.IndexOf("invoked oom-killer"u8) >= 0 || text.IndexOf("Unable to allocate memory on node"u8) >= 0
        || text.IndexOf("Out of memory: Kill"u8) >= 0 || text.IndexOf("-order allocation failed"u8) >= 0
        || text.IndexOf("vmap allocation for size"u8) >= 0 || text.IndexOf("vmalloc error: size"u8) >= 0
        || text.IndexOf("vmalloc: allocation failure"u8) >= 0 || text.IndexOf("cma_alloc: "u8) >= 0;
}
