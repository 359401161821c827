using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What keeps a rung from running now.</summary>
/// <remarks>Two kinds. A rung that is <em>barred</em> is passed over and the next one is looked at: it does not fit,
/// rests, has spent its budget. A condition that <em>holds</em> concerns every rung alike and passes by itself: the
/// ladder waits for it where it stands, because going on to a harsher rung would be no gentler.</remarks>
public static class Gates
{
    /// <summary>More than any machine has: the largest size that memory is compared with, in bytes.</summary>
    internal const ulong MaxMemoryBytes = 1UL << 50;

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
        if (!rung.Remedy.IsEscalation && !rung.Remedy.Definition.CostsNothing && !IsOurStall(state, now))
        {
            if (gates.MaxMemoryPressureBasisPoints < PressureLine.MaxBasisPoints
                && host.Gaps.MemoryPressure is { } noMemory)
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

        if (rung.Remedy.Definition.Unknown(rung.Remedy, host.Gaps) is { } unknown)
        {
            return unknown;
        }

        // kcompactd is at it already, and what it waits for our compaction would wait for too.
        return host.KcompactdBusy && rung.Remedy.Definition.Compacts ? new Reason(ReasonCode.KcompactdBusy) : null;
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

        // Modules are loaded and settings changed while the guard runs.
        if (settings.Remedy.Definition.Against(settings.Remedy, seen.Host.Hazards)
            is { Code: not ReasonCode.None } danger)
        {
            return danger;
        }

        var memory = state.MemoryOf(rung);
        if (memory.IsSettled)
        {
            return new Reason(ReasonCode.AlreadySet);
        }

        if (settings.Remedy.Definition.Compacts
            && state.KcompactdBusySince is { } since && now - since >= KcompactdPatience)
        {
            return new Reason(ReasonCode.KcompactdBusy);
        }

        return Pacing.Resting(settings, memory, now) ?? Spent(settings, memory, now)
            ?? settings.Remedy.Definition.Unfit(settings.Remedy, state, seen.Host, now);
    }

    /// <summary>Why a remedy is never carried out on this machine, by what is known of the machine.</summary>
    /// <returns><see cref="ReasonCode.None"/> if nothing is against it.</returns>
    public static Reason Unavailable(RemedySettings remedy, MachineFacts machine) =>
        remedy.Definition.Against(remedy, machine.Hazards);

    /// <summary>What a gate whose input cannot be read makes of a rung: it holds.</summary>
    internal static Reason Unreadable(string gate, string why) =>
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
