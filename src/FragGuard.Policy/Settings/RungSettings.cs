namespace FragGuard.Policy;

/// <summary>One step of the ladder: a remedy with its limits.</summary>
/// <param name="Remedy">What the rung does.</param>
public sealed record RungSettings(RemedySettings Remedy)
{
    /// <summary>The shortest rest after a run. Doubles with every run that gained nothing.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest rest: of the doubled cooldown, and of a run that cost much.</summary>
    public TimeSpan MaxCooldown { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A run's time and the stall after it may be this share of the time until the next run, in hundredths of
    /// a percent; null for no limit.</summary>
    public int? MaxStallBasisPoints { get; init; } = 1_00;

    /// <summary>What is read again after a run may come to so many bytes a second of the time until the next run; null
    /// for no limit.</summary>
    public ulong? MaxRereadBytesPerSecond { get; init; } = 16UL << 20;

    /// <summary>The most runs in any hour; null for no limit.</summary>
    public int? PerHour { get; init; }

    /// <summary>The most runs in any 24 h; null for no limit.</summary>
    public int? PerDay { get; init; }

    /// <summary>A write that takes longer is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before judging: per-CPU lists hide freed pages for a while.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A rung of this remedy with that remedy's own defaults.</summary>
    public static RungSettings For(RemedySettings remedy) => remedy.Definition.WithLimits(new RungSettings(remedy));
}
