using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Whole huge pages of this process, taken one by one and let go of again. Each is touched, locked and looked
/// up in smaps and numa_maps: what is not one huge page on the wanted node goes back at once.</summary>
/// <remarks>
/// <para>One mapping of the most that can be wanted, of which nothing is touched at first. A page that is let go of is
/// freed at once and whole (madvise(2), MADV_DONTNEED). Every small page gets a byte that is not zero: a huge page of
/// zeros is split under pressure (mm/huge_memory.c thp_underused(), 6.12).</para>
/// <para>Where huge pages are off for everybody (<c>thp.enabled = never</c>), one touched page is made a huge one by
/// MADV_COLLAPSE (6.1).</para>
/// </remarks>
internal sealed unsafe class HugeMemory : IDisposable
{
    // Where nobody may bind memory, it comes from the node of the CPU that asks: a new thread is put on another one.
    private const int NodeAttempts = 16;
    private const int StackBytes = 128 << 10;

    private readonly KernelFile _smaps = new(new KernelRoot(), Smaps.Path);
    private readonly KernelFile _numaMaps = new(new KernelRoot(), NumaMaps.Path);
    private readonly nint _mapping;
    private readonly nuint _mappedBytes;
    private readonly nint _start;
    private readonly nuint _hugeBytes;
    private readonly int _most;
    private readonly int _node;
    private readonly bool _isBound;

    /// <summary>Room for huge pages; none is taken yet.</summary>
    /// <param name="hugeBytes">The size of one.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="node">The NUMA node that they have to lie on; -1 where there is only one.</param>
    internal HugeMemory(ulong hugeBytes, int most, int node)
    {
        (_hugeBytes, _most, _node) = ((nuint)hugeBytes, most, node);
        _mappedBytes = (nuint)(hugeBytes * ((ulong)most + 1));
        _mapping = Libc.Map(0, _mappedBytes, Libc.ReadAndWrite, Libc.WholeMapping, -1, 0);
        if (_mapping == Libc.MapFailed)
        {
            return;
        }

        _start = (nint)(((nuint)_mapping + _hugeBytes - 1) / _hugeBytes * _hugeBytes);
        var bytes = _hugeBytes * (nuint)most;
        _ = Libc.Advise(_start, bytes, Libc.WantHugePages);
        _isBound = node < 0 || Libc.BindToNode(_start, bytes, node);
    }

    /// <summary>How many are held.</summary>
    internal int Held { get; private set; }

    /// <summary>Some are held that could not be locked into memory.</summary>
    internal bool IsUnlocked { get; private set; }

    /// <summary>Takes one more.</summary>
    internal TakeEnd Take()
    {
        if (_mapping == Libc.MapFailed)
        {
            return TakeEnd.NoAddresses;
        }

        if (Held == _most)
        {
            return TakeEnd.Done;
        }

        var end = TakeHere();
        for (var attempt = 1; end == TakeEnd.OtherNode && !_isBound && attempt < NodeAttempts; attempt++)
        {
            var thread = new Thread(() => end = TakeHere(), StackBytes);
            thread.Start();
            thread.Join();
        }

        return end;
    }

    /// <summary>Lets go of so many, the last ones first.</summary>
    internal void LetGo(int pages)
    {
        for (; pages > 0 && Held > 0; pages--)
        {
            Held--;
            Free(PageAt(Held));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _smaps.Dispose();
        _numaMaps.Dispose();
        _ = _mapping == Libc.MapFailed ? 0 : Libc.Unmap(_mapping, _mappedBytes);
    }

    private nint PageAt(int place) => _start + (place * (nint)_hugeBytes);

    private TakeEnd TakeHere()
    {
        var page = PageAt(Held);
        *(byte*)page = 1;
        if (!IsHuge() && (Libc.Advise(page, _hugeBytes, Libc.CollapseToHugePages) != 0 || !IsHuge()))
        {
            Free(page);
            return TakeEnd.NoHugePage;
        }

        if (_node >= 0 && !IsOnNode())
        {
            Free(page);
            return TakeEnd.OtherNode;
        }

        if (Libc.LockRange(page, _hugeBytes) != 0)
        {
            if (HasSwap())
            {
                Free(page);
                return TakeEnd.NotLocked;
            }

            // Without swap nothing takes it away either.
            IsUnlocked = true;
        }

        for (nuint offset = 0; offset < _hugeBytes; offset += (nuint)Environment.SystemPageSize)
        {
            *((byte*)page + offset) = 1;
        }

        Held++;
        return TakeEnd.Done;
    }

    private bool IsHuge() => _smaps.TryRead(out var text)
        && Smaps.HugeKib(text, (ulong)_start, (ulong)PageAt(_most)) >= ((ulong)Held + 1) * (_hugeBytes >> 10);

    private bool IsOnNode() => _numaMaps.TryRead(out var text)
        && NumaMaps.PagesOn(text, (ulong)_start, (ulong)PageAt(_most), _node)
            >= ((ulong)Held + 1) * (_hugeBytes / (nuint)Environment.SystemPageSize);

    private void Free(nint page)
    {
        _ = Libc.UnlockRange(page, _hugeBytes);
        _ = Libc.Advise(page, _hugeBytes, Libc.GiveBack);
    }

    private static bool HasSwap()
    {
        using var file = new KernelFile(new KernelRoot(), MemInfo.Path);
        return !file.TryRead(out var text) || !MemInfo.TryParse(text, out var info) || info.SwapTotalKib is not 0;
    }
}

/// <summary>What became of the taking of a huge page.</summary>
public enum TakeEnd
{
    /// <summary>It is held.</summary>
    Done,

    /// <summary>The kernel gave small pages.</summary>
    NoHugePage,

    /// <summary>It lay on another NUMA node.</summary>
    OtherNode,

    /// <summary>It must not be locked into memory, and there is swap that it could be written to.</summary>
    NotLocked,

    /// <summary>The process has no room for so many addresses.</summary>
    NoAddresses,
}
