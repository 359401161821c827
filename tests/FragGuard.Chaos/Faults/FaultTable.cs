namespace FragGuard.Chaos.Faults;

/// <summary>Something that can go wrong.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Weight">How often it is drawn, beside the others.</param>
/// <param name="Strike">Does it; says in words what it did.</param>
internal sealed record Fault(string Name, int Weight, Func<Storm, Random, string> Strike);

/// <summary>Every fault that the campaign knows.</summary>
internal static class FaultTable
{
    internal static Fault[] All { get; } =
    [
        new("memory", 14, MemoryFaults.Change),
        new("memory-flaps", 2, MemoryFaults.Flap),
        new("kernel-file", 8, MemoryFaults.DamageKernelFile),
        new("kernel-log", 5, MemoryFaults.Log),
        new("kernel-log-flood", 2, MemoryFaults.FloodLog),
        new("kcompactd", 2, MemoryFaults.PretendKcompactd),
        new("reload-good", 8, ConfigFaults.ReloadGood),
        new("reload-dry-run", 4, ConfigFaults.ReloadDryRun),
        new("reload-bad", 5, ConfigFaults.ReloadBad),
        new("reload-missing", 3, ConfigFaults.ReloadMissing),
        new("reload-odd-file", 3, ConfigFaults.ReloadOdd),
        new("reload-burst", 2, ConfigFaults.ReloadBurst),
        new("kill", 5, ProcessFaults.Kill),
        new("terminate", 3, ProcessFaults.Terminate),
        new("freeze", 2, ProcessFaults.Freeze),
        new("kill-children", 3, ProcessFaults.SignalChildren),
        new("second-guard", 3, ProcessFaults.StartSecond),
        new("end-second-guard", 2, ProcessFaults.EndSecond),
        new("verb", 8, ProcessFaults.RunVerb),
        new("limits", 4, ProcessFaults.Limit),
        new("unlimit", 2, ProcessFaults.Unlimit),
        new("reboot", 2, ProcessFaults.Reboot),
        new("file-lock", 3, StateFaults.LockFile),
        new("writer-lock", 3, StateFaults.LockWriter),
        new("state-garbage", 5, StateFaults.Garbage),
        new("state-odd-file", 3, StateFaults.OddFile),
        new("tuned-entry", 2, StateFaults.AddBadTunedEntry),
        new("unreadable", 3, StateFaults.Unreadable),
        new("full-disk", 4, StateFaults.FillUp),
        new("free-disk", 2, StateFaults.Free),
        new("read-only", 3, StateFaults.ReadOnly),
        new("knob", 5, KnobFaults.Break),
        new("knob-stubborn", 2, KnobFaults.KeepValue),
        new("administrator", 4, KnobFaults.SetByHand),
    ];
}
