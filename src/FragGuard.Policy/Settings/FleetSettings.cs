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
    public ValueList<string> On { get; init; } = [NotifyEvent.Opened, NotifyEvent.Exhausted, NotifyEvent.Closed];

    /// <summary>The program is killed when it takes longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in any hour; what comes beyond is counted and told with the next one.</summary>
    public int PerHour { get; init; } = 60;

    /// <summary>True if this is told.</summary>
    public bool Tells(string what) => Command.Count > 0 && On.Span.Contains(what);
}

/// <summary>The events that a program can be told of, by the words of the file.</summary>
public static class NotifyEvent
{
    /// <summary>An incident opened.</summary>
    public const string Opened = "opened";

    /// <summary>Every rung was tried in vain.</summary>
    public const string Exhausted = "exhausted";

    /// <summary>The incident closed.</summary>
    public const string Closed = "closed";

    /// <summary>The kernel logged a failed allocation.</summary>
    public const string Failure = "failure";

    /// <summary>A kernel setting was changed or put back.</summary>
    public const string Tuned = "tuned";

    /// <summary>All of them.</summary>
    public static ValueList<string> All { get; } = [Opened, Exhausted, Closed, Failure, Tuned];
}
