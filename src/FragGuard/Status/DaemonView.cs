using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.StatusMembers;

namespace FragGuard;

/// <summary>What the guard says of itself in <c>/run/fragguard/status.json</c>.</summary>
/// <remarks>The guard writes the file whole or not at all, but another version may have written it, and other things
/// than a file may be in its place: what is missing or odd in it is left out, never an error.</remarks>
internal sealed record DaemonView
{
    private const string ProcessName = "fragguard";
    private const ulong KnownVersion = 1;

    // A thousand watched zones take a quarter of it.
    private const int LimitBytes = 1 << 20;

    private const ulong MostCostMs = 100UL * 365 * 24 * 3600 * 1000;   // A hundred years.

    /// <summary>True if the guard runs and its words could be read.</summary>
    internal bool IsRunning { get; private init; }

    /// <summary>Why nothing is known of the guard, as a sentence; null if it runs or plainly does not.</summary>
    internal string? Problem { get; private init; }

    /// <summary>The guard's process id.</summary>
    internal int Pid { get; private init; }

    /// <summary>What keeps the guard from seeing anything; null if nothing.</summary>
    internal string? Error { get; private init; }

    /// <summary>For how long it has left no word, if that is too long; null if not.</summary>
    internal TimeSpan? SilentFor { get; private init; }

    /// <summary>That silence as a sentence; null if there is none.</summary>
    internal string? Silence => SilentFor is { } time
        ? $"the guard has left no word for {Quantity.Time(time)}: it is stopped, or it hangs"
        : null;

    /// <summary>A sentence about a guard of a newer version, whose words may be known only in part; null if it is not
    /// newer.</summary>
    internal string? Note { get; private init; }

    /// <summary>The guard decides and logs, but writes nothing.</summary>
    internal bool IsDryRun { get; private init; }

    /// <summary>The first error of a reload that was refused; null if none was.</summary>
    internal string? Refused { get; private init; }

    /// <summary>The watches in force; null where the guard did not write them down, as before version 1.1.</summary>
    internal IReadOnlyList<DaemonWatch>? Watches { get; private init; }

    /// <summary>Every rung was tried and the breach remains.</summary>
    internal bool IsExhausted => Incident is { } open && Flag(open, "exhausted");

    /// <summary>Every watched zone.</summary>
    internal IReadOnlyList<DaemonZone> Zones { get; private init; } = [];

    /// <summary>The watched zones if what the guard says of them holds now: it runs, and sees something.</summary>
    internal IReadOnlyList<DaemonZone> Seen => IsRunning && Error is null ? Zones : [];

    /// <summary>The open incident as the guard wrote it; null if none is open.</summary>
    internal JsonElement? Incident { get; private init; }

    /// <summary>When it began, on its clock; null where it does not say, as before version 1.1.</summary>
    internal TimeSpan? StartedAt { get; private init; }

    /// <summary>The last failed allocation that it saw in the kernel log; null if none.</summary>
    internal DaemonAction? LastFailure { get; private init; }

    /// <summary>Rungs that have run, and until when they rest.</summary>
    internal IReadOnlyList<DaemonRest> Rests { get; private init; } = [];

    /// <summary>What it holds in reserve, node by node; none where it keeps no reserve.</summary>
    internal IReadOnlyList<StatusReserve> Reserve { get; private init; } = [];

    /// <summary>Settings that <c>[prevent]</c> asks for.</summary>
    internal IReadOnlyList<StatusPrevention> Prevented { get; private init; } = [];

    /// <summary>Windows that are open and that a watch waits for.</summary>
    internal IReadOnlyList<DaemonWindow> Windows { get; private init; } = [];

    /// <summary>What it did last, oldest first.</summary>
    internal IReadOnlyList<DaemonAction> Actions { get; private init; } = [];

    /// <summary>Reads it.</summary>
    internal static DaemonView Read(KernelRoot root)
    {
        // No guard at all is the ordinary case for whoever watches without one: it should not cost an exception a
        // second.
        var path = root.Path(StatusPublisher.FilePath);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            return new DaemonView();
        }

        var reading = RegularFile.Read(path, StatusPublisher.FilePath, LimitBytes);
        if (reading.Content is not { } content)
        {
            var why = reading.End == FileReadEnd.Absent ? DaemonSilence.WithoutStatus(root) : reading.Error;
            return new DaemonView { Problem = why };
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            WriteAll(document);
            var view = Of(document.RootElement);
            return IsAlive(root, view.Pid)
                ? view with { IsRunning = true, SilentFor = DaemonSilence.Of(root, document.RootElement) }
                : new DaemonView { Problem = DaemonSilence.WithoutStatus(root) };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return new DaemonView { Problem = $"{StatusPublisher.FilePath}: not in the guard's format" };
        }
    }

    /// <summary>How the guard sees this zone; null if it does not watch it.</summary>
    internal DaemonZone? Find(string watch, ZoneId id)
    {
        foreach (var zone in Seen)
        {
            if (zone.Id == id && zone.Watch == watch)
            {
                return zone;
            }
        }

        return null;
    }

    // Half a character in a text is only noticed when the text is used: use them all while it can be helped.
    private static void WriteAll(JsonDocument document)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        document.WriteTo(nowhere);
    }

    // After a crash the file is still there, and its process id may be somebody else's by now.
    private static bool IsAlive(KernelRoot root, int pid) =>
        pid > 0 && Directory.Exists(root.Path($"/proc/{pid}"))
        && MachineProbe.TextOf(root, $"/proc/{pid}/comm") == ProcessName;

    private static DaemonView Of(JsonElement status) => new()
    {
        Pid = Number(status, "pid") is { } pid and <= int.MaxValue ? (int)pid : 0,
        Note = Number(status, "version") is { } version and > KnownVersion
            ? $"the guard is of a newer version (status {version}): only what this version understands is shown"
            : null,
        IsDryRun = Flag(status, "dry_run"),
        Refused = Text(status, "refused"),
        Watches = WatchesOf(status),
        Error = Text(status, "error"),
        Zones = ZonesOf(status),
        Incident = Member(status, "incident", JsonValueKind.Object)?.Clone(),
        Actions = ActionsOf(status),
        StartedAt = Seconds(status, "started_at_s"),
        LastFailure = Text(status, "last_failure") is { } failure
            ? new DaemonAction(failure, Seconds(status, "last_failure_at_s")) : null,
        Rests = RestsOf(status),
        Reserve = DaemonReserve.Of(Items(status, "reserve")),
        Prevented = DaemonPrevention.AllOf(status),
        Windows = WindowsOf(status),
    };

    private static List<DaemonWindow> WindowsOf(JsonElement status)
    {
        var windows = new List<DaemonWindow>();
        foreach (var item in Items(status, "windows"))
        {
            if (Text(item, "name") is { } name && WindowName.Fault(name) is null
                && Seconds(item, "until_s") is { } until)
            {
                windows.Add(new DaemonWindow(name, until));
            }
        }

        return windows;
    }

    private static List<DaemonRest> RestsOf(JsonElement status)
    {
        var rests = new List<DaemonRest>();
        foreach (var item in Items(status, "pacing"))
        {
            if (Text(item, "remedy") is { } remedy && Seconds(item, "until_s") is { } until)
            {
                rests.Add(new DaemonRest(
                    (int)Math.Min(Number(item, "rung") ?? 0, int.MaxValue), remedy, until,
                    Math.Min(Number(item, "cost_ms") ?? 0, MostCostMs),
                    Number(item, "reread_bytes") ?? 0, Number(item, "no_gain_runs") ?? 0));
            }
        }

        return rests;
    }

    private static List<DaemonWatch>? WatchesOf(JsonElement status)
    {
        if (Member(status, "watches", JsonValueKind.Array) is null)
        {
            return null;
        }

        var watches = new List<DaemonWatch>();
        foreach (var item in Items(status, "watches"))
        {
            if (Text(item, "name") is { } name && OrderOf(item) is { } order)
            {
                var permille = Number(item, "unusable_above") is { } above and <= 1000 ? (int)above : (int?)null;
                watches.Add(new DaemonWatch(name, order, new WatchTerms(Seconds(item, "for_s") ?? default, permille)
                {
                    StallsAbove = Number(item, "stalls_above"),
                })
                {
                    During = Text(item, "during") is { } window && WindowName.Fault(window) is null ? window : null,
                });
            }
        }

        return watches;
    }

    private static OrderSetting? OrderOf(JsonElement watch)
    {
        var value = Number(watch, "order_value");
        return Text(watch, "order_unit") switch
        {
            "order" when value is { } order and <= Order.Max => new OrderSetting(OrderUnit.Order, order),
            "bytes" when value is { } bytes and <= long.MaxValue => new OrderSetting(OrderUnit.Bytes, bytes),
            "thp" => new OrderSetting(OrderUnit.Thp, 0),
            _ => null,
        };
    }

    // The times stand beside the sentences, so that older readers still find sentences alone.
    private static List<DaemonAction> ActionsOf(JsonElement status)
    {
        var times = new List<TimeSpan?>();
        foreach (var item in Items(status, "actions_at_s"))
        {
            times.Add(Seconds(item));
        }

        var actions = new List<DaemonAction>();
        var place = 0;
        foreach (var item in Items(status, "actions"))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                actions.Add(new DaemonAction(item.GetString()!, place < times.Count ? times[place] : null));
            }

            place++;
        }

        return actions;
    }

    private static List<DaemonZone> ZonesOf(JsonElement status)
    {
        var zones = new List<DaemonZone>();
        foreach (var item in Items(status, "zones"))
        {
            if (ZoneOf(item) is { } zone)
            {
                zones.Add(zone);
            }
        }

        return zones;
    }

    private static DaemonZone? ZoneOf(JsonElement zone)
    {
        return Text(zone, "watch") is { } watch && Number(zone, "node") is { } node and <= int.MaxValue
            && ZoneName.TryParse(Text(zone, "zone") ?? "", out var name)
            && StateText.Parse(Text(zone, "state")) is { } state
            ? new DaemonZone(
                watch,
                new ZoneId((int)node, name),
                state,
                Number(zone, "order") is { } order and <= Order.Max ? (int)order : null,
                Number(zone, "floor"))
            {
                Clear = Number(zone, "clear"),
                Since = Seconds(zone, "since_s"),
                IsPredicted = Flag(zone, "predicted"),
                IsStalling = Flag(zone, "stalling"),
            }
            : null;
    }
}
