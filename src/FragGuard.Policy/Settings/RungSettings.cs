namespace FragGuard.Policy;

/// <summary>One step of the ladder: a remedy with its limits.</summary>
/// <param name="Remedy">What the rung does.</param>
public sealed record RungSettings(RemedySettings Remedy)
{
    /// <summary>How long the rung rests after it ran. Doubles with every run that gained nothing.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that the doubled cooldown gets.</summary>
    public TimeSpan MaxCooldown { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The most runs in any hour; null for no limit.</summary>
    public int? PerHour { get; init; }

    /// <summary>The most runs in any 24 hours; null for no limit.</summary>
    public int? PerDay { get; init; }

    /// <summary>A write that takes longer is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before judging: per-CPU lists hide freed pages for a while.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A rung of this remedy with that remedy's own defaults.</summary>
    public static RungSettings For(RemedySettings remedy) => remedy switch
    {
        DropCachesSettings => new(remedy) { Cooldown = TimeSpan.FromMinutes(30), PerDay = 4 },
        TuneSettings => new(remedy) { Cooldown = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromSeconds(5) },
        ReclaimSettings => new(remedy) { Cooldown = TimeSpan.FromMinutes(10), Timeout = TimeSpan.FromSeconds(30) },
        FlagRebootSettings => new(remedy)
        {
            Cooldown = TimeSpan.FromHours(24),
            MaxCooldown = TimeSpan.FromHours(24),
            Timeout = TimeSpan.FromSeconds(5),
            Settle = TimeSpan.Zero,
        },
        HookSettings => new(remedy) { Cooldown = TimeSpan.FromMinutes(10), Timeout = TimeSpan.FromSeconds(30) },
        _ => new(remedy),
    };
}
