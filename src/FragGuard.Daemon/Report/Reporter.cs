using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using Serilog;

namespace FragGuard.Daemon;

/// <summary>Tells what happened: transitions only, each with its fields. Sinks decide where it goes and never
/// wait.</summary>
internal sealed class Reporter(ILogger log, TimeProvider time)
{
    private const int Critical = 2;
    private const int Error = 3;
    private const int Warning = 4;
    private const int Notice = 5;
    private const int Information = 6;

    private readonly RepeatCounter _failures = new();
    private readonly RepeatCounter _losses = new();

    /// <summary>Counts what a day brought.</summary>
    internal DayTally Tally { get; } = new();

    /// <summary>Counts what has happened since the start.</summary>
    internal GuardCounters Counters { get; } = new();

    /// <summary>What the clock on the wall says.</summary>
    internal DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>Gets every event, too.</summary>
    internal Action<EventRecord, DateTimeOffset>? Told { get; set; }

    internal void Started(string version, string mode, string settings)
    {
        Counters.Started(UtcNow);
        Write(new EventRecord(
            EventNames.Started, Information, $"FragGuard {version} guards this machine{mode}: {settings}")
            .With("VERSION", version));
    }

    internal void Stopped(string why)
    {
        Report(_failures.TakeAll());
        Write(new EventRecord(EventNames.Stopped, Information, $"FragGuard stopping: {why}"));
    }

    /// <summary>Tells of a bug: the guard ends, and systemd starts it anew.</summary>
    internal void Crashed(Exception fault) =>
        Write(new EventRecord(EventNames.Crashed, Critical, $"internal error, exiting: {fault}")
            .With("ERROR", fault.Message));

    /// <summary>Tells what a hook wrote.</summary>
    internal void HookSaid(CommandOutput output)
    {
        var more = output.DroppedBytes > 0 ? $"\n({output.DroppedBytes} more bytes left out)" : "";
        Write(new EventRecord(
            EventNames.HookOutput, Information, $"{output.Program} wrote to {output.Stream}:\n{output.Text}{more}")
            .With("HOOK", output.Program)
            .With("STREAM", output.Stream)
            .With("DROPPED_BYTES", output.DroppedBytes > 0 ? output.DroppedBytes : null));
    }

    internal void ConfigReloaded(string settings)
    {
        Counters.Configured(isTaken: true, UtcNow);
        Write(new EventRecord(EventNames.ConfigReloaded, Notice, $"configuration reloaded: {settings}"));
    }

    internal void ConfigRejected(string errors)
    {
        Counters.Configured(isTaken: false, UtcNow);
        Write(new EventRecord(
            EventNames.ConfigRejected, Error, $"configuration not reloaded, the old one stays in force:\n{errors}")
            .With("ERRORS", errors));
    }

    internal void ObserveOnly(string why) =>
        Write(new EventRecord(EventNames.ObserveOnly, Warning, $"observe-only: {why}").With("REASON", "observe-only"));

    internal void ReadingFailed(string error) =>
        Write(new EventRecord(
            EventNames.ReadingFailed, Error, $"{error}: nothing is decided until it can be read again")
            .With("ERROR", error));

    internal void ReadingRecovered(string what) => Write(new EventRecord(EventNames.ReadingRecovered, Notice, what));

    internal void Warn(string what) => Write(new EventRecord(EventNames.Warning, Warning, what));

    internal void WarnOf(string? what)
    {
        if (what is not null)
        {
            Warn(what);
        }
    }

    /// <summary>Tells of a failed allocation in the kernel log; lines that only accompany one are counted.</summary>
    internal void Failure(FailureReport report)
    {
        Tally.Failures += report.Failure.Kind == FailureKind.Suppressed ? (long)(report.Failure.Number ?? 0)
            : report.IsFailure ? 1 : 0;
        Counters.Count(report);
        if (!report.IsFailure)
        {
            return;
        }

        if (_failures.IsNew(report.ToString(), Now))
        {
            WriteFailure(report, $"{report}. {report.Advice}");
        }
    }

    /// <summary>Tells what the memory dump behind a failure shows where that is not what its first line said.</summary>
    internal void FailureExplained(FailureReport report)
    {
        var message = $"{report}, by all that was logged with it. {report.Advice}";
        if (_failures.IsNew(message, Now))
        {
            WriteFailure(report, message);
        }
    }

    private void WriteFailure(FailureReport report, string message) =>
        Write(new EventRecord(EventNames.AllocationFailure, Warning, message)
            .With("ORDER", report.Order)
            .With("COMM", report.Comm)
            .With("GFP", report.Gfp.Count == 0 ? report.Failure.Mode : string.Join('|', report.Gfp))
            .With("KIND", report.Kind)
            .With("VERDICT", report.Verdict));

    /// <summary>Tells that records of the kernel log were lost: once in a while, however often it happens.</summary>
    /// <param name="records">How many; 0 if the kernel does not say.</param>
    internal void KernelLogLost(ulong records)
    {
        if (_losses.IsNew("kernel log", Now))
        {
            Warn($"kernel log overran: {(records == 0 ? "" : $"{records} ")}records lost");
        }
    }

    /// <summary>Tells how often failures have come again, if it is time to.</summary>
    internal void TellRepeats()
    {
        if (_failures.HasRepeats && _failures.IsDue(Now))
        {
            Report(_failures.TakeAll());
        }
    }

    internal void Summary(string what) => Write(new EventRecord(EventNames.Summary, Information, what));

    internal void TunableChanged(TunableChange change, long incident)
    {
        var name = change.IsRestored ? EventNames.TunableRestored : EventNames.TunableChanged;
        Write(new EventRecord(name, Notice, EventText.Of(change))
            .With("KNOB", change.Knob)
            .With("BEFORE", change.Before)
            .With("AFTER", change.IsForeign ? change.Before : change.After)
            .With("REASON", change.IsForeign ? "foreign-change" : null)
            .With("INCIDENT", incident > 0 ? incident : null));
    }

    /// <summary>Tells that a window was opened or closed, and for which watches that counts.</summary>
    internal void Window(WindowChange change, GuardSettings settings)
    {
        var names = settings.Watches.Where(watch => watch.During == change.Name).Select(watch => watch.Name).ToList();
        var watches = names.Count == 1 ? $"watch {names[0]} is" : $"watches {string.Join(", ", names)} are";
        var left = Quantity.Time(change.Left ?? default);
        var (name, what, reason) = change.End switch
        {
            WindowEnd.None => (EventNames.WindowOpened, $"is open for {left} at the most: {watches} on", null),
            WindowEnd.Deadline => (EventNames.WindowClosed, $"closed, its time is up: {watches} off", "deadline"),
            WindowEnd.HolderGone =>
                (EventNames.WindowClosed, $"closed, its command has ended: {watches} off", "command-ended"),
            _ => (EventNames.WindowClosed, $"closed: {watches} off", "closed"),
        };
        Write(new EventRecord(name, Notice, $"window {change.Name} {what}")
            .With("WINDOW", change.Name)
            .With("REASON", reason)
            .With("LEFT_MS", (long?)change.Left?.TotalMilliseconds));
    }

    internal void Report(EventRecord record) => Write(record);

    internal void Report(PolicyEvent told, UnmovableShare? unmovable = null, string? blame = null)
    {
        Tally.Count(told);
        Counters.Count(told, UtcNow);
        var (name, priority) = told.Kind switch
        {
            PolicyEventKind.IncidentOpened => (EventNames.IncidentOpened, Warning),
            PolicyEventKind.RungStarted => (EventNames.RungStarted, Notice),
            PolicyEventKind.RungSkipped => (EventNames.RungSkipped, Information),
            PolicyEventKind.RungFinished => (EventNames.RungFinished, Notice),
            PolicyEventKind.IncidentClosed => (EventNames.IncidentClosed, Notice),
            _ => (EventNames.LadderExhausted, Error),
        };
        Write(new EventRecord(name, priority, EventText.Of(told, unmovable) + (blame is null ? "" : $". {blame}"))
            .With("INCIDENT", told.Incident)
            .With(told.Zone)
            .With("ZONES", told.Zones.Count > 1 ? BreachText.Zones(told) : null)
            .With("ORDER", told.Order)
            .With("WATCH", told.Watch)
            .With("DIAGNOSIS", told.Diagnosis?.Word())
            .With("RUNG", told.Rung)
            .With("REMEDY", told.Remedy)
            .With("OUTCOME", told.Outcome?.Word())
            .With(told.Reason)
            .With("BEFORE", told.Before)
            .With("AFTER", told.After)
            .With("GAIN", told.Gain)
            .With("DURATION_MS", (long?)told.Duration?.TotalMilliseconds)
            .With("UNUSABLE_PERMILLE", told.UnusablePermille)
            .With("STALLS_PER_MINUTE", told.StallsPerMinute)
            .With("STALLS_AFTER", told.StallsAfter)
            .With("STALL_US", told.Cost.StallUs)
            .With("STALL_MS", (long?)told.Bill?.Cost.TotalMilliseconds)
            .With("REREAD_BYTES", told.Bill?.RereadBytes)
            .With("RESTS_MS", (long?)told.Rest?.TotalMilliseconds)
            .With("ROUNDS", told.Notes.Rounds > 0 ? told.Notes.Rounds : null)
            .With("STOPPED_EARLY", told.Notes.StoppedEarly ? 1 : null)
            .With("HIDDEN_PAGES", told.Notes.HiddenPages)
            .With("WITHOUT", told.Notes.Without)
            .With("SCANNED_PAGES", told.Cost.ScannedPages)
            .With("MIGRATED_PAGES", told.Cost.MigratedPages)
            .With("FAILED_PAGES", told.Cost.FailedPages)
            .With("REFAULTED_PAGES", told.Cost.RefaultedPages)
            .With("UNMOVABLE_PERMILLE", unmovable?.Permille));
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private void Report(List<Repeat> repeats)
    {
        foreach (var repeat in repeats)
        {
            var again = $"{repeat.Count} more in {RepeatCounter.Window.TotalSeconds:0} s";
            Write(new EventRecord(
                EventNames.AllocationFailure, Warning,
                repeat.What is { } what ? $"{what}: {again}" : $"{again}, of other kinds")
                .With("COUNT", repeat.Count));
        }
    }

    private void Write(EventRecord record)
    {
        var at = time.GetUtcNow();
        log.Write(record.At(at));
        Told?.Invoke(record, at);
    }
}

/// <summary>How much of a zone compaction can never win back.</summary>
/// <param name="Permille">The share of its pageblocks that hold unmovable or reclaimable pages.</param>
internal readonly record struct UnmovableShare(int Permille);
