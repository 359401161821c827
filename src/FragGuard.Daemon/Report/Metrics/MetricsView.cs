using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the metrics, the probe and the features are made of: how the guard and the zones stand.</summary>
internal sealed class MetricsView
{
    internal static readonly Assessment NoZones = new();

    /// <summary>The program's version.</summary>
    internal string Version { get; init; } = "";

    /// <summary>The guard runs.</summary>
    internal bool IsUp { get; init; }

    /// <summary>What the settings are.</summary>
    internal GuardSettings Settings { get; set; } = new();

    /// <summary>Bytes in a page.</summary>
    internal int PageBytes { get; init; } = 4096;

    /// <summary>The last reading.</summary>
    internal BuddyTable FreeBlocks { get; init; } = new();

    /// <summary>Sizes of zones.</summary>
    internal ZoneInfoTable Sizes { get; init; } = new();

    /// <summary>How the watched zones stand.</summary>
    internal Assessment Zones { get; set; } = NoZones;

    /// <summary>Where the ladder stands.</summary>
    internal LadderState Ladder { get; set; } = LadderState.Start;

    /// <summary>What has happened.</summary>
    internal GuardCounters Counters { get; init; } = new();

    /// <summary>The windows that are open and that a watch waits for.</summary>
    internal ValueList<string> Windows { get; set; }

    /// <summary>What is tuned now.</summary>
    internal IReadOnlyList<TunedSetting> Tuned { get; set; } = [];

    /// <summary>Good readings of the free blocks.</summary>
    internal long Looks { get; set; }

    /// <summary>When the last good one was, on the guard's clock; null before the first.</summary>
    internal TimeSpan? LastLookAt { get; set; }

    /// <summary>The last reading failed: how the zones stand is not known.</summary>
    internal bool IsBlind { get; set; }

    /// <summary>A reboot was asked for.</summary>
    internal bool IsRebootFlagged { get; set; }

    /// <summary>Memory that a reserve holds.</summary>
    internal ulong ReserveBytes { get; set; }

    /// <summary>Every rung was tried in the open incident, and the breach remains.</summary>
    internal bool IsExhausted => Ladder.IsAtItsEnd;
}
