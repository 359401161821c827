using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A task that breaks memory up, or that waits for it.</summary>
/// <param name="comm">Its name.</param>
/// <param name="owner">Whose it is, in words; empty if that is not known.</param>
public sealed class BlamedTask(string comm, string owner)
{
    /// <summary>Its name.</summary>
    public string Comm => comm;

    /// <summary>Whose it is, in words; empty if that is not known.</summary>
    public string Owner => owner;

    /// <summary>One of its ids: the first that was seen.</summary>
    public int Tid { get; init; }

    /// <summary>Whole pageblocks that it took for another kind of memory.</summary>
    public ulong Taken { get; internal set; }

    /// <summary>Blocks that it took for unmovable memory out of pageblocks of another kind.</summary>
    public ulong Unmovable { get; internal set; }

    /// <summary>Blocks that it took for reclaimable kernel memory out of pageblocks of another kind.</summary>
    public ulong Reclaimable { get; internal set; }

    /// <summary>Blocks that it took for movable memory: these do the least harm, for they can be moved
    /// back.</summary>
    public ulong Movable { get; internal set; }

    /// <summary>Times that it compacted for itself.</summary>
    public long Compactions { get; internal set; }

    /// <summary>Times that it reclaimed for itself.</summary>
    public long Reclaims { get; internal set; }

    /// <summary>How long it was stalled in both, in microseconds.</summary>
    public long StallUs { get; internal set; }

    /// <summary>The longest of these stalls.</summary>
    public long LongestUs { get; internal set; }

    /// <summary>What counts against it: blocks that compaction cannot win back.</summary>
    public ulong Harm => Unmovable + Reclaimable;
}

/// <summary>Adds up who breaks memory up and who waits for it, from the kernel's tracepoints.</summary>
/// <remarks>mm_page_alloc_extfrag tells of a block that one kind of memory took out of another's pageblock. Direct
/// compaction and reclaim are stalls of the task itself; kcompactd and kswapd work for all and stall
/// nobody.</remarks>
/// <param name="ownerOf">Whose a task is, in words; asked once for each task.</param>
public sealed class BlameTally(Func<int, string> ownerOf)
{
    // Whoever starts tasks under ever new names must not make this grow.
    private const int MostTasks = 4096;

    private readonly Dictionary<int, BlamedTask> _byTid = [];
    private readonly Dictionary<string, BlamedTask> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _compacting = [];
    private readonly Dictionary<int, long> _reclaiming = [];

    /// <summary>Tracepoints that were met.</summary>
    public long Events { get; private set; }

    /// <summary>Every task.</summary>
    public IReadOnlyCollection<BlamedTask> Tasks => _byName.Values;

    /// <summary>Takes a line of the trace.</summary>
    /// <returns>True if it tells of a block that was taken: the frames of a stack behind it say where.</returns>
    public bool Take(in TraceLine line)
    {
        Events++;
        var name = line.Name;
        if (name.SequenceEqual("mm_page_alloc_extfrag"u8))
        {
            var (kind, from) = (line.Number("alloc_migratetype"u8), line.Number("fallback_migratetype"u8));
            return kind is { } to && from is { } of
                && Take(line.Tid, line.Comm, to, of, line.Number("change_ownership"u8) == 1, hits: 1);
        }

        var (running, isEnd) = name.SequenceEqual("mm_compaction_begin"u8) ? (_compacting, false)
            : name.SequenceEqual("mm_compaction_end"u8) ? (_compacting, true)
            : name.SequenceEqual("mm_vmscan_direct_reclaim_begin"u8) ? (_reclaiming, false)
            : name.SequenceEqual("mm_vmscan_direct_reclaim_end"u8) ? (_reclaiming, true) : (null, false);
        if (running is null || line.Comm.StartsWith("kcompactd"u8) || line.Comm.StartsWith("kswapd"u8))
        {
            return false;
        }

        if (!isEnd)
        {
            if (running.Count < MostTasks)
            {
                running[line.Tid] = line.AtUs;
            }
        }
        else if (running.Remove(line.Tid, out var beganUs) && Find(line.Tid, line.Comm) is { } task)
        {
            var stallUs = Math.Max(0, line.AtUs - beganUs);
            task.Compactions += running == _compacting ? 1 : 0;
            task.Reclaims += running == _reclaiming ? 1 : 0;
            task.StallUs += stallUs;
            task.LongestUs = Math.Max(task.LongestUs, stallUs);
        }

        return false;
    }

    /// <summary>Takes a line of a histogram that the kernel made of mm_page_alloc_extfrag.</summary>
    public void Take(in HistLine line)
    {
        Events += (long)Math.Min(line.Hits, long.MaxValue);
        if (line.Number("alloc_migratetype"u8) is { } to && line.Number("fallback_migratetype"u8) is { } from)
        {
            // The field is 1 where a whole pageblock changed hands: its sum is how many did.
            var whole = Math.Min(line.Sum("change_ownership"u8) ?? 0, line.Hits);
            Take(line.Tid, line.Comm, to, from, isTaken: true, whole);
            Take(line.Tid, line.Comm, to, from, isTaken: false, line.Hits - whole);
        }
    }

    /// <summary>Those who took blocks that cannot be won back, most first; then those who took movable
    /// ones.</summary>
    public List<BlamedTask> Culprits()
    {
        var culprits = new List<BlamedTask>();
        foreach (var task in _byName.Values)
        {
            if (task.Harm + task.Movable > 0)
            {
                culprits.Add(task);
            }
        }

        culprits.Sort((one, other) => other.Harm != one.Harm ? other.Harm.CompareTo(one.Harm)
            : other.Movable != one.Movable ? other.Movable.CompareTo(one.Movable)
            : string.CompareOrdinal(one.Comm, other.Comm));
        return culprits;
    }

    /// <summary>Those who waited, longest first.</summary>
    public List<BlamedTask> Victims()
    {
        var victims = new List<BlamedTask>();
        foreach (var task in _byName.Values)
        {
            if (task.Compactions + task.Reclaims > 0)
            {
                victims.Add(task);
            }
        }

        victims.Sort((one, other) => other.StallUs != one.StallUs ? other.StallUs.CompareTo(one.StallUs)
            : string.CompareOrdinal(one.Comm, other.Comm));
        return victims;
    }

    /// <summary>The cause in one sentence.</summary>
    /// <param name="length">How long was watched.</param>
    public string Cause(TimeSpan length)
    {
        var all = 0UL;
        foreach (var task in _byName.Values)
        {
            all += task.Harm;
        }

        if (all == 0)
        {
            return $"Nobody broke memory up in {Quantity.Time(length)}: no block was taken for unmovable or "
                + $"reclaimable memory.";
        }

        var worst = Culprits()[0];
        var whose = worst.Owner.Length > 0 && worst.Owner != "/" ? $" ({worst.Owner})" : "";
        var kind = worst.Unmovable >= worst.Reclaimable ? "unmovable" : "reclaimable";
        var whole = worst.Taken > 0 ? $", {Quantity.Of(worst.Taken, "whole pageblock")} among them" : "";
        return $"Memory is broken up by {worst.Comm}{whose}: it took {worst.Harm} of the {Quantity.Of(all, "block")} "
            + $"that were taken for memory that cannot move in {Quantity.Time(length)}, mostly {kind}{whole}.";
    }

    private bool Take(int tid, ReadOnlySpan<byte> comm, long to, long from, bool isTaken, ulong hits)
    {
        if (to == from || Find(tid, comm) is not { } task)
        {
            return false;
        }

        task.Unmovable += to == (long)MigrateType.Unmovable ? hits : 0;
        task.Reclaimable += to == (long)MigrateType.Reclaimable ? hits : 0;
        task.Movable += to == (long)MigrateType.Movable ? hits : 0;
        var isHarm = to is (long)MigrateType.Unmovable or (long)MigrateType.Reclaimable;
        task.Taken += isTaken && isHarm ? hits : 0;
        return isHarm;
    }

    private BlamedTask? Find(int tid, ReadOnlySpan<byte> comm)
    {
        if (_byTid.TryGetValue(tid, out var known))
        {
            return known;
        }

        if (_byTid.Count >= MostTasks * 4)
        {
            _byTid.Clear();
        }

        var name = System.Text.Encoding.UTF8.GetString(comm);
        var owner = ownerOf(tid);
        var key = name + "\0" + owner;
        if (!_byName.TryGetValue(key, out var task) && _byName.Count < MostTasks)
        {
            _byName[key] = task = new BlamedTask(name, owner) { Tid = tid };
        }

        if (task is not null)
        {
            _byTid[tid] = task;
        }

        return task;
    }
}
