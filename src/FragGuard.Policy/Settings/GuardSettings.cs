namespace FragGuard.Policy;

/// <summary>Everything that decides what the guard does: the content of <c>fragguard.toml</c> with every default filled
/// in.</summary>
public sealed record GuardSettings
{
    /// <summary>Decide and log, but write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>How often to look.</summary>
    public SamplingSettings Sampling { get; init; } = new();

    /// <summary>What to watch.</summary>
    public ValueList<WatchSettings> Watches { get; init; } = [new WatchSettings { Name = "contiguous-64k" }];

    /// <summary>When to hold back.</summary>
    public GateSettings Gates { get; init; } = new();

    /// <summary>What is held for as long as the guard runs.</summary>
    public PreventSettings Prevent { get; init; } = new();

    /// <summary>How one incident follows another.</summary>
    public IncidentSettings Incident { get; init; } = new();

    /// <summary>Contiguous memory that is kept ready for a breach.</summary>
    public ReserveSettings Reserve { get; init; } = new();

    /// <summary>What the guard records of what it sees.</summary>
    public RecordSettings Record { get; init; } = new();

    /// <summary>What is left for those who collect metrics.</summary>
    public MetricsSettings Metrics { get; init; } = new();

    /// <summary>What is left for schedulers.</summary>
    public ExportSettings Export { get; init; } = new();

    /// <summary>Who is told of events.</summary>
    public NotifySettings Notify { get; init; } = new();

    /// <summary>What to do, gentlest first.</summary>
    public ValueList<RungSettings> Ladder { get; init; } = DefaultLadder;

    /// <summary>The windows in which watches are on, each once.</summary>
    public ValueList<string> WindowNames
    {
        get
        {
            var names = default(ValueList<string>);
            foreach (var watch in Watches)
            {
                names = watch.During is { } window && !names.Span.Contains(window) ? names.Add(window) : names;
            }

            return names;
        }
    }

    /// <summary>The ladder of a file that has none: drop_caches, then compact_memory, then tune.</summary>
    public static ValueList<RungSettings> DefaultLadder { get; } =
    [
        RungSettings.For(new DropCachesSettings()),
        RungSettings.For(new CompactMemorySettings()),
        RungSettings.For(new TuneSettings
        {
            Set =
            [
                new("vm.swappiness", TuneRule.AtMost, "10"),
                new("thp.defrag", TuneRule.Exactly, "defer+madvise"),
                new("vm.percpu_pagelist_high_fraction", TuneRule.AtLeast, "1000"),
            ],
        }),
    ];
}

/// <summary>How often the guard looks.</summary>
public sealed record SamplingSettings
{
    /// <summary>Between two looks while every watch is healthy.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks while a zone is too low or an incident is open.</summary>
    public TimeSpan AlertInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>React to page allocation failures in the kernel log.</summary>
    public bool KernelLog { get; init; } = true;

    /// <summary>Messages of the kernel that this site takes as proof too.</summary>
    public ValueList<KernelLogPattern> KernelLogAlso { get; init; }
}

/// <summary>When the ladder holds back.</summary>
public sealed record GateSettings
{
    /// <summary>No action before the machine has been up this long.</summary>
    public TimeSpan MinUptime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Memory pressure (PSI full avg10) above which nothing runs, in hundredths of a percent.</summary>
    public int MaxMemoryPressureBasisPoints { get; init; } = 20_00;

    /// <summary>I/O pressure (PSI full avg10) above which nothing runs, in hundredths of a percent.</summary>
    public int MaxIoPressureBasisPoints { get; init; } = 40_00;

    /// <summary>Times of day in which the ladder may act; empty for always.</summary>
    public ValueList<DailyWindow> Windows { get; init; }
}

/// <summary>How one incident follows another, and how a hopeless one is paced.</summary>
public sealed record IncidentSettings
{
    /// <summary>An incident that opens this soon after the last one starts at the rung that healed it.</summary>
    public TimeSpan RelapseWindow { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Watch by the kernel's tracepoints who breaks memory up, for as long as an incident is open.</summary>
    public bool Blame { get; init; }

    /// <summary>How long an exhausted ladder rests before it is climbed again. Doubles each time.</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest that the doubled rest gets.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The first rung of an incident waits for a part of this, which is a machine's own (see <see
    /// cref="Splay"/>), so that a fleet does not act in the same second. Zero is off.</summary>
    public TimeSpan Splay { get; init; }
}
