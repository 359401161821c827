namespace FragGuard.Policy;

/// <summary>How long a rung rests: by what its last run cost, and longer where it gained nothing.</summary>
/// <remarks>A fixed rest is wrong twice: too long where a rung heals for next to nothing, too short where dropped
/// caches take minutes to come back. So a rung rests until its bill is at most <c>max_stall</c> of the time since the
/// run began, and its re-reads are at most <c>max_reread</c> of it; never shorter than <c>cooldown</c>, never longer
/// than <c>max_cooldown</c>.</remarks>
public static class Pacing
{
    private const int WholeBasisPoints = 10_000;

    /// <summary>Why a rung has to rest still.</summary>
    /// <returns>Null if it may run.</returns>
    public static Reason? Resting(RungSettings settings, RungMemory memory, TimeSpan now)
    {
        if (memory.EndedAt is not { } endedAt)
        {
            return null;
        }

        var cooldown = Gates.CooldownOf(settings, memory.NoGainRuns);
        if (now - endedAt < cooldown)
        {
            return new Reason(ReasonCode.Cooldown, Milliseconds(cooldown - (now - endedAt)), Milliseconds(cooldown));
        }

        var until = PaidAt(settings, memory);
        return now < until
            ? new Reason(ReasonCode.Cost, Milliseconds(until - now), Milliseconds(memory.Bill.Cost))
            : null;
    }

    /// <summary>How long the rung rests from the end of its last run, as far as the bill says by now.</summary>
    public static TimeSpan RestOf(RungSettings settings, RungMemory memory)
    {
        var endedAt = memory.EndedAt ?? TimeSpan.Zero;
        var (cooldown, paid) = (Gates.CooldownOf(settings, memory.NoGainRuns), PaidAt(settings, memory) - endedAt);
        return cooldown > paid ? cooldown : paid;
    }

    /// <summary>When the rung may run again, as far as is known by now; null if it never ran.</summary>
    public static TimeSpan? RestsUntil(RungSettings settings, RungMemory memory) =>
        memory.EndedAt is { } endedAt ? Times.Later(endedAt, RestOf(settings, memory)) : null;

    // When the bill of the last run is paid: at the latest max_cooldown after its end.
    private static TimeSpan PaidAt(RungSettings settings, RungMemory memory)
    {
        var bill = memory.Bill;
        var stall = settings.MaxStallBasisPoints is { } share and > 0
            ? bill.Cost.TotalSeconds * WholeBasisPoints / share
            : 0;
        var reread = settings.MaxRereadBytesPerSecond is { } rate and > 0 ? (double)bill.RereadBytes / rate : 0;
        var seconds = Math.Min(Math.Max(stall, reread), TimeSpan.FromDays(365).TotalSeconds);
        var paid = Times.Later(bill.StartedAt, TimeSpan.FromSeconds(seconds));
        var latest = Times.Later(memory.EndedAt ?? TimeSpan.Zero, settings.MaxCooldown);
        return paid < latest ? paid : latest;
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
