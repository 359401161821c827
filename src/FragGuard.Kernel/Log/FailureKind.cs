namespace FragGuard.Kernel;

/// <summary>What kind of message about a failed allocation a kernel log line is.</summary>
public enum FailureKind
{
    /// <summary><c>java: page allocation failure: order:4, ...</c>: the page allocator gave up.</summary>
    PageAllocationFailure,

    /// <summary><c>java: page allocation stalls for 10079ms, order:0, ...</c>: it has not given up yet (4.8 to
    /// 4.14).</summary>
    Stall,

    /// <summary><c>java invoked oom-killer: gfp_mask=0x..., order=3, ...</c>: a task will be killed to make
    /// room.</summary>
    Oom,

    /// <summary><c>java: vmalloc error: size 327680, ...</c>: no pages for virtually contiguous memory.</summary>
    Vmalloc,

    /// <summary><c>vmap allocation for size 20480 failed: ...</c>: no kernel addresses left; memory is not the
    /// trouble.</summary>
    Vmap,

    /// <summary><c>SLUB: Unable to allocate memory on node -1, gfp=0x...</c>: no pages for a slab cache.</summary>
    Slub,

    /// <summary><c>XFS: rsync(812) possible memory allocation deadlock size 65552 in kmem_alloc</c>: XFS tries again
    /// and again.</summary>
    Xfs,

    /// <summary><c>cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -16</c>: no contiguous pages in the area
    /// kept
    /// for devices.</summary>
    Cma,

    /// <summary><c>percpu: allocation failed, size=8 align=8 atomic=1, ...</c>: no memory of the kind that every CPU
    /// has
    /// its own copy of.</summary>
    Percpu,

    /// <summary><c>HugeTLB: allocating 64 of page size 2.00 MiB failed.  Only allocated 12 hugepages.</c></summary>
    HugeTlb,

    /// <summary><c>swiotlb buffer is full (sz: 327680 bytes), ...</c>: no room among the bounce buffers.</summary>
    Swiotlb,

    /// <summary><c>kmem_cache_create(nf_conntrack_1) failed with error -12</c>: a new slab cache found no
    /// memory.</summary>
    KmemCache,

    /// <summary><c>NVRM: ... Out of memory [NV_ERR_NO_MEMORY]</c>: the NVIDIA driver found no contiguous
    /// memory.</summary>
    Nvrm,

    /// <summary><c>INFO: task kcompactd0:56 blocked for more than 120 seconds.</c>: background compaction
    /// hangs.</summary>
    KcompactdHung,

    /// <summary><c>Memory cgroup out of memory: Killed process 4321 (worker)</c> without the lines that belong before
    /// it.</summary>
    OomKill,

    /// <summary>A message that the administrator's configuration names as proof of missing contiguous
    /// memory.</summary>
    Site,

    /// <summary><c>warn_alloc: 1915 callbacks suppressed</c>: that many messages were left out by the kernel's rate
    /// limit.</summary>
    Suppressed,

    /// <summary><c>COMPACTION is disabled!!!</c>: follows an OOM of order 1 or more on a kernel built without
    /// compaction. No failure by itself.</summary>
    CompactionDisabled,

    /// <summary><c>java cpuset=/ mems_allowed=0-1</c>: the second line of a failure's header (4.11 to about 4.20). No
    /// failure by itself.</summary>
    CpusetLine,
}
