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
