using System.Text;

namespace FragGuard.Kernel;

/// <summary>What the lines behind a failure's first line say: the memory dump, the cgroup whose limit was hit, the slab
/// cache, the task.</summary>
/// <remarks>Sources: mm/page_alloc.c warn_alloc(), mm/oom_kill.c dump_header(), mm/memcontrol.c
/// mem_cgroup_print_oom_context() and mem_cgroup_print_oom_meminfo(), mm/slub.c slab_out_of_memory(), mm/cma.c,
/// lib/dump_stack.c.</remarks>
public sealed class FailureEvidence
{
    private const int MaxNameChars = 4096;

    /// <summary>The memory dump; its zones are empty where none was logged.</summary>
    public MemoryDump Dump { get; } = new();

    /// <summary>The cgroup whose limit was hit, as its path or, from a slab cache, its name; null if none
    /// was.</summary>
    public string? Cgroup { get; private set; }

    /// <summary>True if the limit of a cgroup was hit, and not the memory of the machine.</summary>
    public bool IsCgroup { get; internal set; }

    /// <summary>What that cgroup used, in KiB.</summary>
    public long? UsageKib { get; private set; }

    /// <summary>Its limit, in KiB.</summary>
    public long? LimitKib { get; private set; }

    /// <summary>The task that was killed; null if the log does not say.</summary>
    public string? Killed { get; private set; }

    /// <summary>The slab cache that found no pages.</summary>
    public string? Cache { get; private set; }

    /// <summary>The smallest order that cache makes do with.</summary>
    public int? CacheOrder { get; private set; }

    /// <summary>The cpuset of the task.</summary>
    public string? Cpuset { get; private set; }

    /// <summary>The nodes that the cpuset allows.</summary>
    public string? MemsAllowed { get; private set; }

    /// <summary>The nodes that the allocation was bound to.</summary>
    public string? NodeMask { get; private set; }

    /// <summary>The task, from the line <c>CPU: 1 PID: 321 Comm: camd</c>.</summary>
    public string? Comm { get; private set; }

    /// <summary>Free and all pages of the CMA area that was asked.</summary>
    public (long Free, long Total)? CmaArea { get; private set; }

    /// <summary>Kernel addresses ran out first: a line of vmap stands before a vmalloc failure.</summary>
    public bool HasNoAddresses { get; internal set; }

    /// <summary>Takes what a line says.</summary>
    /// <returns>False if it says nothing of the failure.</returns>
    internal bool TryTake(ReadOnlySpan<byte> line) =>
        MemoryDumpReader.TryTake(line, Dump) || TryCgroup(line) || TryCache(line) || TryPlacement(line)
        || TryTask(line) || TryCma(line);

    private bool TryCgroup(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("mem_cgroup_out_of_memory"u8) >= 0 || line.IndexOf("mem_cgroup_oom"u8) >= 0)
        {
            return IsCgroup = true;
        }

        if (Find(line, "memory: usage "u8, out var usage))
        {
            UsageKib ??= Kib(usage);
            LimitKib ??= Find(usage, "limit "u8, out var limit) ? Kib(limit) : null;
            return IsCgroup = true;
        }

        if (Find(line, "oom-kill:constraint="u8, out var summary))
        {
            return TakeSummary(summary);
        }

        if (Find(line, "killed as a result of limit of "u8, out var path)
            || Find(line, "Memory cgroup stats for "u8, out path))
        {
            Cgroup ??= Text(UpTo(path, ": "u8).TrimEnd((byte)':'));
            return IsCgroup = true;
        }

        if (Find(line, "emory cgroup out of memory: "u8, out var kill))
        {
            IsCgroup = true;
            _ = TryKill(kill);
            return true;
        }

        return Find(line, "Out of memory: "u8, out kill) && TryKill(kill);
    }

    private bool TakeSummary(ReadOnlySpan<byte> summary)
    {
        IsCgroup |= summary.StartsWith("CONSTRAINT_MEMCG"u8);
        if (Find(summary, ",oom_memcg="u8, out var path))
        {
            Cgroup = Text(UpTo(path, ",task_memcg="u8));
        }

        TakePlacement(summary, ",oom_memcg="u8);
        Killed ??= Find(summary, ",task="u8, out var task) ? Text(UpTo(task, ",pid="u8)) : null;
        return true;
    }

    // Killed process 4321 (worker) total-vm:..., before 4.20 Kill process 4321 (worker) score 900 or sacrifice child.
    private bool TryKill(ReadOnlySpan<byte> kill)
    {
        if (!kill.StartsWith("Kill"u8) || !Find(kill, " ("u8, out var name))
        {
            return false;
        }

        var end = name.LastIndexOf(") "u8);
        end = end < 0 ? name.IndexOf((byte)')') : name.IndexOf(") "u8);
        Killed ??= end < 0 ? null : Text(name[..end]);
        return true;
    }

    private bool TryCache(ReadOnlySpan<byte> line)
    {
        if (Cache is not null || !Find(line, "cache: "u8, out var cache)
            || !Find(cache, ", object size: "u8, out var sizes))
        {
            return false;
        }

        // dentry(77:web.scope): a cgroup's own copy of a cache, until 5.8.
        var name = cache[..cache.IndexOf(", object size: "u8)];
        var open = name.IndexOf((byte)'(');
        var colon = open < 0 ? -1 : name[open..].IndexOf((byte)':') + open;
        if (open > 0 && colon > open && name[^1] == (byte)')')
        {
            Cgroup ??= Text(name[(colon + 1)..^1]);
            IsCgroup = true;
            name = name[..open];
        }

        Cache = Text(name);
        var order = new TextCursor(sizes);
        if ((order.TryReadUntil("min order: "u8, out _) || order.TryReadUntil(", order: "u8, out _))
            && order.TryReadNumber(out var number) && number <= (ulong)Order.Max)
        {
            CacheOrder = (int)number;
        }

        return true;
    }

    // The second line of a header between 4.11 and 4.20, and of an OOM.
    private bool TryPlacement(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf(" mems_allowed="u8) < 0 || !Find(line, " cpuset="u8, out var cpuset))
        {
            return false;
        }

        Cpuset ??= Text(UpTo(cpuset, " mems_allowed="u8));
        MemsAllowed ??= Find(cpuset, "mems_allowed="u8, out var nodes) ? List(nodes) : null;
        return true;
    }

    private void TakePlacement(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        if (Find(text, ",nodemask="u8, out var mask))
        {
            NodeMask ??= Text(UpTo(mask, ",cpuset="u8));
        }

        if (Find(text, ",cpuset="u8, out var cpuset))
        {
            Cpuset ??= Text(UpTo(UpTo(cpuset, ",mems_allowed="u8), end));
            MemsAllowed ??= Find(cpuset, ",mems_allowed="u8, out var nodes) ? List(nodes) : null;
        }
    }

    private bool TryTask(ReadOnlySpan<byte> line)
    {
        if (Comm is not null || line.IndexOf("CPU: "u8) < 0 || !Find(line, " Comm: "u8, out var comm))
        {
            return false;
        }

        var end = comm.IndexOf(" Not tainted"u8);
        end = end < 0 ? comm.IndexOf(" Tainted: "u8) : end;
        end = end < 0 ? comm.IndexOf((byte)' ') : end;
        Comm = Text(end < 0 ? comm : comm[..end]);
        return true;
    }

    // cma: number of available pages: 3@125+...=> 1234 free of 8192 total pages
    private bool TryCma(ReadOnlySpan<byte> line)
    {
        if (!Find(line, "number of available pages: "u8, out var areas) || !Find(areas, "=> "u8, out var sum))
        {
            return false;
        }

        var cursor = new TextCursor(sum);
        if (cursor.TryReadNumber(out var free) && cursor.TrySkip(" free of "u8) && cursor.TryReadNumber(out var total)
            && free <= long.MaxValue && total <= long.MaxValue)
        {
            CmaArea = ((long)free, (long)total);
        }

        return true;
    }

    private static bool Find(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> behind)
    {
        var at = line.IndexOf(key);
        behind = at < 0 ? default : line[(at + key.Length)..];
        return at >= 0;
    }

    private static ReadOnlySpan<byte> UpTo(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        var at = text.IndexOf(end);
        return at < 0 ? text : text[..at];
    }

    private static long? Kib(ReadOnlySpan<byte> text)
    {
        var cursor = new TextCursor(text);
        return cursor.TryReadNumber(out var number) && number <= long.MaxValue / 1024 ? (long)number : null;
    }

    private static string? List(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExcept(LogBytes.List);
        var list = (length < 0 ? text : text[..length]).TrimEnd(",-"u8);
        return list.IsEmpty ? null : Encoding.ASCII.GetString(list);
    }

    private static string Text(ReadOnlySpan<byte> text) =>
        AllocationFailure.Decode(text[..Math.Min(text.Length, MaxNameChars)].TrimEnd(" \"\r"u8));
}
