namespace FragGuard.Policy;

/// <summary>Why something is done or not done. The name in kebab case is what the journal carries.</summary>
public enum ReasonCode
{
    /// <summary>No reason is needed.</summary>
    None,

    /// <summary>Every watch is healthy.</summary>
    Healthy,

    /// <summary>A zone is too low, but not for long enough yet.</summary>
    NotLongEnough,

    /// <summary>A rung is running.</summary>
    Running,

    /// <summary>A rung has run; its effect is settling.</summary>
    Settling,

    /// <summary>The ladder is exhausted and rests.</summary>
    BackingOff,

    /// <summary>Nothing of the ladder can run now.</summary>
    NothingToRun,

    /// <summary>The reading has no row for the breached zones.</summary>
    NoReading,

    /// <summary>Dry run: nothing is written.</summary>
    DryRun,

    /// <summary>This process may not write kernel files.</summary>
    ObserveOnly,

    /// <summary>The kernel has no such knob.</summary>
    KnobAbsent,

    /// <summary>The machine has not been up for long enough.</summary>
    MinUptime,

    /// <summary>Outside the daily windows.</summary>
    OutsideWindow,

    /// <summary>Memory pressure is above its limit.</summary>
    MemoryPressure,

    /// <summary>I/O pressure is above its limit.</summary>
    IoPressure,

    /// <summary>Too many dirty pages.</summary>
    DirtyPages,

    /// <summary>kcompactd sleeps uninterruptibly.</summary>
    KcompactdBusy,

    /// <summary>The rung rests since it last ran.</summary>
    Cooldown,

    /// <summary>The rung rests until what its last run cost is a small enough share of the time since.</summary>
    Cost,

    /// <summary>The rung ran as often as it may in an hour.</summary>
    PerHour,

    /// <summary>The rung ran as often as it may in a day.</summary>
    PerDay,

    /// <summary>The zones are short of memory: compaction cannot help.</summary>
    LowMemory,

    /// <summary>There is too little cache to drop.</summary>
    TooLittleCache,

    /// <summary>ZFS is loaded.</summary>
    Zfs,

    /// <summary>Same-page merging is on.</summary>
    Ksm,

    /// <summary>A real-time kernel.</summary>
    RealtimeKernel,

    /// <summary>This kernel version has a known compaction bug.</summary>
    KernelBug,

    /// <summary>Something else dropped caches less than a minute ago.</summary>
    ForeignDrop,

    /// <summary>The settings are in force already.</summary>
    AlreadySet,

    /// <summary>Another process holds the writer's lock.</summary>
    WriterBusy,

    /// <summary>The incident follows shortly on one that was healed: the ladder starts where it worked.</summary>
    Relapse,

    /// <summary>A page allocation failure in the kernel log.</summary>
    AllocationFailure,

    /// <summary>The breach healed without a rung.</summary>
    HealedByItself,

    /// <summary>A rung healed the breach.</summary>
    HealedByRung,

    /// <summary>The kernel answered with an error.</summary>
    KernelError,

    /// <summary>It was killed at its timeout.</summary>
    Timeout,

    /// <summary>Zones are breached.</summary>
    Breached,

    /// <summary>The zone is not low yet: its trend crosses the floor.</summary>
    Trend,

    /// <summary>The zones of the breach are gone, or no longer watched.</summary>
    ZonesGone,

    /// <summary>Tuned settings are being put back.</summary>
    Restoring,

    /// <summary>No process could be started for the rung: a limit is reached.</summary>
    NotStarted,

    /// <summary>A gate cannot be checked, because the file that it asks cannot be read.</summary>
    GateUnreadable,

    /// <summary>A program that somebody other than root could have put there.</summary>
    UnsafeProgram,

    /// <summary>The first rung of an incident waits for this machine's part of the splay.</summary>
    Splay,

    /// <summary>Programs stall too often in direct compaction and reclaim.</summary>
    Stalls,

    /// <summary>The window in which the watch is on was closed.</summary>
    WindowClosed,

    /// <summary>Nothing is held in reserve where it is needed.</summary>
    NoReserve,

    /// <summary>How often programs stall since the run is not known.</summary>
    NoStallRate,
}

/// <summary>A reason with its figures; what they count depends on the code.</summary>
/// <param name="Code">Why.</param>
/// <param name="Value">What was found.</param>
/// <param name="Limit">What it was held against.</param>
/// <param name="Text">What the kernel or the machine says of it, if anything.</param>
public readonly record struct Reason(ReasonCode Code, long Value = 0, long Limit = 0, string? Text = null)
{
    /// <summary>The code in kebab case, as in the journal's FRAGGUARD_REASON.</summary>
    public string Word => ReasonText.Of(Code);

    /// <summary>The reason as a sentence without a full stop, figures included.</summary>
    public override string ToString() => ReasonText.Sentence(this);
}
