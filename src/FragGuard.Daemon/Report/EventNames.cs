namespace FragGuard.Daemon;

/// <summary>The events of the journal: FRAGGUARD_EVENT and the MESSAGE_ID that goes with it. Both are stable: catalogs
/// and alerts name them. <c>packaging/systemd/fragguard.catalog</c> explains each.</summary>
internal static class EventNames
{
    /// <summary>The guard runs: it has a good reading.</summary>
    internal const string Started = "started";

    /// <summary>The guard ends.</summary>
    internal const string Stopped = "stopped";

    /// <summary>Changed settings are in force.</summary>
    internal const string ConfigReloaded = "config-reloaded";

    /// <summary>Changed settings were refused; the old ones stay.</summary>
    internal const string ConfigRejected = "config-rejected";

    /// <summary>Nothing can be written here: the guard only watches.</summary>
    internal const string ObserveOnly = "observe-only";

    /// <summary>A breach opened an incident.</summary>
    internal const string IncidentOpened = "incident-opened";

    /// <summary>A rung begins.</summary>
    internal const string RungStarted = "rung-started";

    /// <summary>A rung does not run, and why.</summary>
    internal const string RungSkipped = "rung-skipped";

    /// <summary>A rung was judged.</summary>
    internal const string RungFinished = "rung-finished";

    /// <summary>Every watch is clear again.</summary>
    internal const string IncidentClosed = "incident-closed";

    /// <summary>Every rung was tried in vain.</summary>
    internal const string LadderExhausted = "ladder-exhausted";

    /// <summary>The kernel logged a failed allocation.</summary>
    internal const string AllocationFailure = "allocation-failure";

    /// <summary>A kernel setting was changed.</summary>
    internal const string TunableChanged = "tunable-changed";

    /// <summary>A kernel setting was put back.</summary>
    internal const string TunableRestored = "tunable-restored";

    /// <summary>Memory is held in reserve: all of it, or what there was.</summary>
    internal const string ReserveHeld = "reserve-held";

    /// <summary>Memory of the reserve was let go.</summary>
    internal const string ReserveReleased = "reserve-released";

    /// <summary>A process that held memory in reserve is gone.</summary>
    internal const string ReserveLost = "reserve-lost";

    /// <summary>What a day brought.</summary>
    internal const string Summary = "summary";

    /// <summary>A kernel file cannot be read or understood.</summary>
    internal const string ReadingFailed = "reading-failed";

    /// <summary>It can again.</summary>
    internal const string ReadingRecovered = "reading-recovered";

    /// <summary>A bug: the guard ends.</summary>
    internal const string Crashed = "crashed";

    /// <summary>What a hook wrote.</summary>
    internal const string HookOutput = "hook-output";

    /// <summary>A window was opened, or stays open longer: its watches are on.</summary>
    internal const string WindowOpened = "window-opened";

    /// <summary>A window was closed, its time is up, or its command has ended: its watches are off.</summary>
    internal const string WindowClosed = "window-closed";

    /// <summary>Something else that the administrator should know.</summary>
    internal const string Warning = "warning";

    private static readonly Dictionary<string, string> MessageIds = new(StringComparer.Ordinal)
    {
        [Started] = "64d65ab9da96551cbe46360949dd79b7",
        [Stopped] = "40492e2708705c319ddd4d0fea24deb5",
        [ConfigReloaded] = "6cbc124d3ea05ca19212fdbb3378b7eb",
        [ConfigRejected] = "a79bd179613952f291b7b803b5b0551a",
        [ObserveOnly] = "2202f9c9da85563c9e58ab40fda0c397",
        [IncidentOpened] = "e99a221fd386543081e0c0674f2920a1",
        [RungStarted] = "676bd1a5943e55a7b388d2449e18002d",
        [RungSkipped] = "366ae34621825ad298cf038cab2ecfd2",
        [RungFinished] = "fb409319e8ce56b59adf9ef6093f88bb",
        [IncidentClosed] = "7f8c59970b3852db8f0dbbc5c5eb3765",
        [LadderExhausted] = "5e9d8f8d4f9759d98b7e34195b2dcd53",
        [AllocationFailure] = "8a7a0dbbe81b525f9668441dedc7eee2",
        [TunableChanged] = "8f8bb08a0f52552aa13a765a7244ab19",
        [TunableRestored] = "d943066dc20f5e73a44bb0c52f385742",
        [ReserveHeld] = "694e0879d2224a019f5e6684327c51b5",
        [ReserveReleased] = "fed4443a98a746aabbc10a963e08bd9a",
        [ReserveLost] = "da4842f0057b43439dfb6d4c278f13bd",
        [Summary] = "76f6a0d6818a5efab688d47ba5e84893",
        [ReadingFailed] = "2ea0ff69270457cba8fbc499c39d0e71",
        [ReadingRecovered] = "091b5c20d9195e67b69428d5c85fc812",
        [Crashed] = "778202eee64c4e8db7158afbc8706342",
        [HookOutput] = "a2e42def3d2a423a804e99a65c3b6b52",
        [WindowOpened] = "5f0c4f0b9d6e5a41b6c8f3b2d7a91e64",
        [WindowClosed] = "c3a7e15d40b8527f93d16c0e8b4fa2d9",
        [Warning] = "a477d6e3930c5992b271e0aa7aa2a112",
    };

    /// <summary>Every event.</summary>
    internal static IReadOnlyCollection<string> All => MessageIds.Keys;

    /// <summary>The MESSAGE_ID of an event: 128 bits in hexadecimal.</summary>
    internal static string MessageIdOf(string name) => MessageIds[name];
}
