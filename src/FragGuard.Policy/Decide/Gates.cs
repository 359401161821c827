using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What keeps a rung from running now.</summary>
/// <remarks>Two kinds. A rung that is <em>barred</em> is passed over and the next one is looked at: it does not fit,
/// rests, has spent its budget. A condition that <em>holds</em> concerns every rung alike and passes by itself: the
/// ladder waits for it where it stands, because going on to a harsher rung would be no gentler.</remarks>
public static class Gates
{
    /// <summary>PSI counts our own reclaim and compaction as stall: for this long after a write it tells
    /// nothing.</summary>
    public static readonly TimeSpan OwnStall = TimeSpan.FromSeconds(10);

    /// <summary>Caches that something else has just dropped are empty: drop_caches waits this long.</summary>
    public static readonly TimeSpan ForeignDropRest = TimeSpan.FromMinutes(1);

    /// <summary>A kcompactd that hangs for longer than this is not waited for any more: compaction is then passed
    /// over.</summary>
    public static readonly TimeSpan KcompactdPatience = TimeSpan.FromMinutes(1);

    /// <summary>How long a rung that could not begin waits: another process writes kernel files, or none could be
    /// started.</summary>
    public static readonly TimeSpan BusyRest = TimeSpan.FromSeconds(30);

    /// <summary>Why the whole ladder has to wait.</summary>
    /// <returns>Null if nothing holds.</returns>
    public static Reason? HoldReason(
        GuardSettings settings, RungSettings rung, LadderState state, HostState host, TimeSpan now)
    {
        var gates = settings.Gates;
        if (gates.MinUptime > TimeSpan.Zero && host.Gaps.Uptime is { } noUptime)
        {
            return Unreadable("min_uptime", noUptime);
        }

        if (host.Uptime < gates.MinUptime)
        {
            return new Reason(ReasonCode.MinUptime, Milliseconds(host.Uptime.Value), Milliseconds(gates.MinUptime));
        }

        if (host.TimeOfDay is { } time && gates.Windows.Count > 0 && !IsIn(gates.Windows, time))
        {
            return new Reason(ReasonCode.OutsideWindow);
        }

        if (state.BusyUntil is { } until && now < until)
        {
            return state.Busy;
        }

        // Handing the case to somebody else costs no memory, and pressure is when it is most urgent.
        if (!rung.Remedy.IsTerminal && !IsOurStall(state, now))
        {
            if (gates.MaxMemoryPressureBasisPoints < PressureLine.MaxBasisPoints && host.Gaps.MemoryPressure is { } noMemory)
            {
                return Unreadable("max_memory_pressure", noMemory);
            }

            if (gates.MaxIoPressureBasisPoints < PressureLine.MaxBasisPoints && host.Gaps.IoPressure is { } noIo)
            {
                return Unreadable("max_io_pressure", noIo);
            }

            if (host.MemoryPressureBasisPoints > gates.MaxMemoryPressureBasisPoints)
            {
                return new Reason(
                    ReasonCode.MemoryPressure,
                    host.MemoryPressureBasisPoints.Value,
                    gates.MaxMemoryPressureBasisPoints);
            }

            if (host.IoPressureBasisPoints > gates.MaxIoPressureBasisPoints)
            {
                return new Reason(
                    ReasonCode.IoPressure, host.IoPressureBasisPoints.Value, gates.MaxIoPressureBasisPoints);
            }
        }

        if (UnknownTo(rung.Remedy, host.Gaps) is { } unknown)
        {
            return unknown;
        }

        // kcompactd is at it already, and what it waits for our compaction would wait for too.
        return host.KcompactdBusy && IsCompaction(rung.Remedy) ? new Reason(ReasonCode.KcompactdBusy) : null;
    }

    /// <summary>Why this rung is passed over.</summary>
    /// <returns>Null if nothing bars it.</returns>
    public static Reason? SkipReason(
        int rung, RungSettings settings, LadderState state, in Observation seen, Diagnosis diagnosis, TimeSpan now)
    {
        if (rung < seen.Unavailable.Count && seen.Unavailable[rung].Code != ReasonCode.None)
        {
            return seen.Unavailable[rung];
        }

        if (diagnosis == Diagnosis.LowMemory && !settings.Remedy.FitsLowMemory)
        {
            return new Reason(ReasonCode.LowMemory);
        }

        if (Unsafe(settings.Remedy, seen.Host) is { } danger)
        {
            return danger;
        }

        var memory = state.MemoryOf(rung);
        if (memory.IsSettled)
        {
            return new Reason(ReasonCode.AlreadySet);
        }

        if (IsCompaction(settings.Remedy) && state.KcompactdBusySince is { } since && now - since >= KcompactdPatience)
        {
            return new Reason(ReasonCode.KcompactdBusy);
        }

        return Pacing.Resting(settings, memory, now) ?? Spent(settings, memory, now) ?? Unfit(
            settings.Remedy, state, seen.Host, now);
    }

    /// <summary>Why a remedy is never carried out on this machine, by what is known of the machine.</summary>
    /// <returns><see cref="ReasonCode.None"/> if nothing is against it.</returns>
    public static Reason Unavailable(RemedySettings remedy, MachineFacts machine) => remedy switch
    {
        CompactMemorySettings or NudgeKcompactdSettings when machine.IsRealtime =>
            new Reason(ReasonCode.RealtimeKernel),
        CompactMemorySettings or NudgeKcompactdSettings when machine.CompactionBug is { } bug =>
            new Reason(ReasonCode.KernelBug, Text: bug),
        DropCachesSettings { What: not DropWhat.PageCache } when machine.HasZfs => new Reason(ReasonCode.Zfs),
        DropCachesSettings { What: not DropWhat.PageCache } when machine.HasKsm => new Reason(ReasonCode.Ksm),
        _ => default,
    };

    /// <summary>Why a remedy would harm the host as it is now: modules are loaded and settings changed while the guard
    /// runs.</summary>
    private static Reason? Unsafe(RemedySettings remedy, in HostState host) => remedy switch
    {
        CompactMemorySettings or NudgeKcompactdSettings when host.CompactionBug is { } bug =>
            new Reason(ReasonCode.KernelBug, Text: bug),
        DropCachesSettings { What: not DropWhat.PageCache } when host.HasZfs => new Reason(ReasonCode.Zfs),
        DropCachesSettings { What: not DropWhat.PageCache } when host.HasKsm => new Reason(ReasonCode.Ksm),
        _ => null,
    };

    /// <summary>Why nobody can say whether a remedy fits: what it is to be held against cannot be read.</summary>
    private static Reason? UnknownTo(RemedySettings remedy, in HostGaps gaps)
    {
        if (IsCompaction(remedy))
        {
            return gaps.Kcompactd is { } noKcompactd ? Unreadable("what kcompactd does", noKcompactd)
                : gaps.Hazards is { } noBug ? Unreadable("whether compaction is safe", noBug)
                : null;
        }

        if (remedy is not DropCachesSettings drop)
        {
            return null;
        }

        var (dropsCache, dropsSlab) = (drop.What != DropWhat.Slab, drop.What != DropWhat.PageCache);
        return gaps.Dirty is { } noDirty ? Unreadable("max_dirty", noDirty)
            : dropsCache && drop.MinCacheBytes > 0 && gaps.Cache is { } noCache ? Unreadable("min_cache", noCache)
            : dropsSlab && drop.MinCacheBytes > 0 && gaps.Slab is { } noSlab ? Unreadable("min_cache", noSlab)
            : dropsSlab && gaps.Hazards is { } noHazards ? Unreadable("whether dropping slab is safe", noHazards)
            : gaps.Counters is { } noCounters ? Unreadable("whether something else drops caches", noCounters)
            : null;
    }

    private static Reason Unreadable(string gate, string why) =>
        new(ReasonCode.GateUnreadable, Text: $"{gate} cannot be checked: {why}");

    /// <summary>The rung's cooldown after this many fruitless runs in a row: doubled for each, up to its
    /// maximum.</summary>
    public static TimeSpan CooldownOf(RungSettings settings, int fruitlessRuns) =>
        Times.Doubled(settings.Cooldown, settings.MaxCooldown, fruitlessRuns);

    private static Reason? Spent(RungSettings settings, RungMemory memory, TimeSpan now)
    {
        if (settings.PerHour is { } perHour && RunsSince(memory, now - TimeSpan.FromHours(1)) is var hourly
            && hourly >= perHour)
        {
            return new Reason(ReasonCode.PerHour, hourly, perHour);
        }

        return settings.PerDay is { } perDay && RunsSince(memory, now - TimeSpan.FromDays(1)) is var daily
            && daily >= perDay
            ? new Reason(ReasonCode.PerDay, daily, perDay)
            : null;
    }

    private static Reason? Unfit(RemedySettings remedy, LadderState state, HostState host, TimeSpan now)
    {
        if (remedy is not DropCachesSettings drop)
        {
            return null;
        }

        if (state.ForeignDropAt is { } droppedAt && now - droppedAt < ForeignDropRest)
        {
            return new Reason(ReasonCode.ForeignDrop, Milliseconds(now - droppedAt));
        }

        if (host.DirtyBytes > drop.MaxDirtyBytes)
        {
            return new Reason(ReasonCode.DirtyPages, (long)host.DirtyBytes.Value, (long)drop.MaxDirtyBytes);
        }

        return Droppable(drop.What, host) is { } bytes && bytes < drop.MinCacheBytes
            ? new Reason(ReasonCode.TooLittleCache, (long)bytes, (long)drop.MinCacheBytes)
            : null;
    }

    private static ulong? Droppable(DropWhat what, HostState host) => what switch
    {
        DropWhat.PageCache => host.CacheBytes,
        DropWhat.Slab => host.SlabBytes,
        _ => host.CacheBytes + host.SlabBytes,
    };

    private static int RunsSince(RungMemory memory, TimeSpan since)
    {
        var runs = 0;
        foreach (var at in memory.Runs)
        {
            runs += at > since ? 1 : 0;
        }

        return runs;
    }

    private static bool IsOurStall(LadderState state, TimeSpan now) =>
        state.LastWriteAt is { } at && now - at < OwnStall;

    private static bool IsCompaction(RemedySettings remedy) =>
        remedy is CompactMemorySettings or NudgeKcompactdSettings;

    private static bool IsIn(ValueList<DailyWindow> windows, TimeSpan time)
    {
        foreach (var window in windows)
        {
            if (window.Contains(time))
            {
                return true;
            }
        }

        return false;
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
