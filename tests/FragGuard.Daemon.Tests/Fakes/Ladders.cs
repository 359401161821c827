using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>Settings for tests: one watch without delay, no gate, rungs that settle at once.</summary>
internal static class Ladders
{
    internal static RungSettings Drop { get; } = Quick(new DropCachesSettings { MinCacheBytes = 0 });

    internal static RungSettings Compact { get; } = Quick(new CompactMemorySettings());

    internal static RungSettings Hook { get; } = Quick(new HookSettings { Command = ["/bin/true"] });

    internal static RungSettings Reboot { get; } = Quick(new FlagRebootSettings { File = "/run/reboot-required" });

    internal static RungSettings Tune { get; } = TuneTo("10");

    internal static RungSettings TuneTo(string swappiness, RestorePolicy restore = RestorePolicy.OnClear) =>
        Quick(new TuneSettings
        {
            Set = [new("vm.swappiness", TuneRule.Exactly, swappiness)],
            Restore = restore,
        });

    internal static RungSettings TuneTwo { get; } = Quick(new TuneSettings
    {
        Set = [new("vm.swappiness", TuneRule.Exactly, "10"), new("vm.vfs_cache_pressure", TuneRule.Exactly, "50")],
    });

    internal static GuardSettings Of(params RungSettings[] ladder) => new()
    {
        Sampling = new SamplingSettings { Interval = TimeSpan.FromSeconds(1) },
        Watches = [new WatchSettings { Name = "w", For = TimeSpan.Zero }],
        Gates = new GateSettings { MinUptime = TimeSpan.Zero },
        Ladder = [.. ladder],
    };

    /// <summary>The same, with vm.swappiness held at this or less.</summary>
    internal static GuardSettings Holding(string swappiness, params RungSettings[] ladder) => Of(ladder) with
    {
        Prevent = new PreventSettings { Set = [new("vm.swappiness", TuneRule.AtMost, swappiness)] },
    };

    private static RungSettings Quick(RemedySettings remedy) => new(remedy)
    {
        Settle = TimeSpan.Zero,
        Cooldown = TimeSpan.FromMinutes(1),
        Timeout = TimeSpan.FromSeconds(5),
    };
}
