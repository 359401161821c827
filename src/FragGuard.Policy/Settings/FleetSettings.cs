namespace FragGuard.Policy;

/// <summary>What the guard leaves for those who collect metrics and node conditions.</summary>
public sealed record MetricsSettings
{
    /// <summary>The file with Prometheus text; empty for none.</summary>
    public string TextFile { get; init; } = "/run/fragguard/metrics.prom";

    /// <summary>The file with one line for node-problem-detector and Nagios; empty for none.</summary>
    public string Probe { get; init; } = "/run/fragguard/probe";

    /// <summary>The free blocks of every zone and order are among the metrics.</summary>
    public bool FreeBlocks { get; init; }
}

/// <summary>What the guard leaves for schedulers.</summary>
public sealed record ExportSettings
{
    /// <summary>The file with a label for node-feature-discovery; empty for none.</summary>
    public string NodeFeatures { get; init; } = "/run/fragguard/features";
}

/// <summary>Whom the guard tells of an event when it happens: a program, whatever the ladder does.</summary>
public sealed record NotifySettings
{
    /// <summary>The program and its arguments, without a shell; empty for none.</summary>
    public ValueList<string> Command { get; init; }

    /// <summary>Of what.</summary>
    public ValueList<NotifyEvent> On { get; init; } = [NotifyEvent.Opened, NotifyEvent.Exhausted, NotifyEvent.Closed];

    /// <summary>The program is killed when it takes longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in any hour; what comes beyond is counted and told with the next one.</summary>
    public int PerHour { get; init; } = 60;

    /// <summary>True if this is told.</summary>
    public bool Tells(NotifyEvent what) => Command.Count > 0 && On.Span.Contains(what);
}

/// <summary>An event that a program can be told of.</summary>
public enum NotifyEvent
{
    /// <summary>An incident opened.</summary>
    Opened,

    /// <summary>Every rung was tried in vain.</summary>
    Exhausted,

    /// <summary>The incident closed.</summary>
    Closed,

    /// <summary>The kernel logged a failed allocation.</summary>
    Failure,

    /// <summary>A kernel setting was changed or put back.</summary>
    Tuned,
}
