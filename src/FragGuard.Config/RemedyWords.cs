using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>What a remedy with its settings does, in words.</summary>
internal static class RemedyWords
{
    /// <summary>Goes on after the remedy's name: sentences, the last one with its full stop.</summary>
    internal static string Of(RemedySettings remedy) => remedy switch
    {
        DropCachesSettings drop => DropCaches(drop),
        CompactMemorySettings compact =>
            $"makes the kernel compact {(compact.Scope == CompactScope.Node ? "the breached nodes" : "all memory")}: "
                + "it moves pages until free ones lie together. It is passed over where a zone is short of memory, "
                + "because moving pages frees none.",
        TuneSettings tune => Tune(tune),
        NudgeKcompactdSettings =>
            "wakes the kernel's own compaction threads for one gentle pass, by writing vm.compaction_proactiveness "
                + "with the value that it has. It is passed over where a zone is short of memory.",
        ReclaimSettings reclaim => Reclaim(reclaim),
        FlagRebootSettings flag =>
            $"runs only when all else failed: it creates {flag.File}, which tells others to reboot this host.",
        HookSettings hook =>
            $"runs only when all else failed: {hook.Command.Join(" ", TomlText.String)}, without a "
                + "shell and with the incident in its environment.",
        _ => "acts.",
    };

    private static string DropCaches(DropCachesSettings drop)
    {
        var what = drop.What switch
        {
            DropWhat.PageCache => "clean page cache",
            DropWhat.Slab => "reclaimable slab (dentries and inodes)",
            _ => "clean page cache and reclaimable slab (dentries and inodes)",
        };
        var sync = drop.SyncFirst ? "writes dirty pages out, and then drops" : "drops";
        var (least, most) = (SizeFormat.Write(drop.MinCacheBytes), SizeFormat.Write(drop.MaxDirtyBytes));
        return $"{sync} the {what} of the whole system. It is passed over where less than {least} could be dropped, "
            + $"while more than {most} is dirty or being written, and for a minute after others dropped caches.";
    }

    private static string Tune(TuneSettings tune)
    {
        var settings = tune.Set.Join(", ", entry => entry.Rule switch
        {
            TuneRule.AtLeast => $"{entry.Knob} to {entry.Value} unless it is higher",
            TuneRule.AtMost => $"{entry.Knob} to {entry.Value} unless it is lower",
            _ => $"{entry.Knob} to {entry.Value}",
        });
        var restore = tune.Restore switch
        {
            RestorePolicy.OnClear => "when the incident closes, at the latest when FragGuard stops",
            RestorePolicy.OnStop => "when FragGuard stops",
            _ => "only by \"fragguard restore\"",
        };
        return $"sets {settings}. What was there before is stored first, and put back {restore}.";
    }

    private static string Reclaim(ReclaimSettings reclaim)
    {
        var from = reclaim.Cgroup is { } cgroup ? $"the cgroup {cgroup}" : "each breached NUMA node";
        var swappiness = reclaim.Swappiness is { } number ? $", with a swappiness of {number} for this only" : "";
        return $"asks the kernel to reclaim {SizeFormat.Write(reclaim.AmountBytes)} from {from}{swappiness}.";
    }
}
