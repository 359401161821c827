using System.Buffers;
using System.Text.Json;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using FragGuard.Systemd;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Daemon;

/// <summary>Says how the guard stands: one line for <c>systemctl status</c>, and <c>/run/fragguard/status.json</c> for
/// <c>fragguard status</c>. Both only when something changed.</summary>
/// <remarks>A file that cannot be written is worse than none: the old one would go on saying that all is well. So it is
/// taken away, that is told once, and every look tries again.</remarks>
/// <param name="root">Where the machine's files are.</param>
/// <param name="notifier">systemd.</param>
/// <param name="warn">Told, once, that the file cannot be written, and that it can be again.</param>
internal sealed class StatusPublisher(KernelRoot root, ISystemdNotifier notifier, Action<string>? warn = null)
{
    internal const string FilePath = "/run/fragguard/status.json";

    /// <summary>The member that says when the file was written, in seconds since boot.</summary>
    internal const string WrittenMember = "written_at_s";

    private const int KeptActions = 8;

    // Readers of a layout with a higher number would misunderstand this one; new members do not raise it.
    private const int Version = 1;

    private readonly Queue<(string Text, TimeSpan At)> _actions = new();
    private Snapshot? _shown;
    private TimeSpan? _startedAt;
    private string? _newFailure;
    private (string Text, TimeSpan At)? _lastFailure;

    /// <summary>The file is this guard's to write; false while another one guards.</summary>
    internal bool IsPublished { get; set; } = true;

    private bool _isUnwritten;
    private (IReadOnlyList<OpenWindow> Open, TimeSpan Offset) _windows = ([], TimeSpan.Zero);

    /// <summary>How each setting stands that <c>[prevent]</c> asks for.</summary>
    internal IReadOnlyList<PreventedSetting> Prevented { get; set; } = [];

    /// <summary>A remark that stays in the line until the next change: a refused reload.</summary>
    internal string? Remark { get; set; }

    /// <summary>The first error of a reload that was refused; null if the last one was not.</summary>
    internal string? Refused { get; set; }

    /// <summary>What is held in reserve; null where nothing is kept.</summary>
    internal IReserveStatus? Reserve { get; set; }

    /// <summary>Shows these windows as open.</summary>
    /// <param name="open">The windows.</param>
    /// <param name="offset">The guard's clock less the boot clock.</param>
    internal void ShowWindows(IReadOnlyList<OpenWindow> open, TimeSpan offset) =>
        (_windows, _shown) = ((open, offset), null);

    /// <summary>Takes a failed allocation of the kernel log.</summary>
    internal void NoteFailure(string failure) => _newFailure = failure;

    /// <summary>Shows how the guard stands, if it stands differently than at the last call.</summary>
    internal void Publish(
        Assessment zones,
        LadderState ladder,
        string? error,
        ReadOnlySpan<PolicyEvent> events,
        GuardSettings settings,
        TimeSpan now,
        string? stillTuned)
    {
        _startedAt ??= now;
        if (_newFailure is { } failure)
        {
            (_lastFailure, _newFailure, _shown) = ((failure, now), null, null);
        }

        var standing = new Snapshot(
            ladder.Phase, ladder.Incident, zones.Zones.Length, zones.Breached, zones.Falling, Unhealthy(zones), error,
            stillTuned, StatusPacing.Mark(settings, ladder), Prevented, Reserve?.Mark ?? 0);
        if (_shown == standing && Remark is null && events.IsEmpty && !_isUnwritten)
        {
            return;
        }

        foreach (var told in events)
        {
            Remember(told, now);
        }

        _shown = standing;
        notifier.NotifyStatus(Line(zones, ladder, error) + (stillTuned is null ? "" : $"; {stillTuned}"));
        Remark = null;
        if (IsPublished)
        {
            Publish(Json(zones, ladder, error, settings));
        }
    }

    private void Publish(ReadOnlySpan<byte> json)
    {
        var path = root.Path(FilePath);
        var fault = StateFile.Write(path, json, isDurable: false, isPublic: true);
        if (fault is not null)
        {
            // The half that was written, too: it takes the room that is missing.
            _ = StateFile.Remove(path + ".new");
            var stays = StateFile.Remove(path);
            if (!_isUnwritten)
            {
                var rest = stays is null
                    ? "`fragguard status` shows no guard until it can be"
                    : "and the old one cannot be taken away: it is out of date";
                warn?.Invoke($"{fault}: status cannot be published, {rest}");
            }
        }
        else if (_isUnwritten)
        {
            warn?.Invoke($"{FilePath} is written again");
        }

        _isUnwritten = fault is not null;
    }

    // Which zones are not well, and since when: another one may be as many.
    private static int Unhealthy(Assessment zones)
    {
        var hash = 0;
        foreach (ref readonly var zone in zones.Zones)
        {
            hash = zone.State == ZoneState.Ok ? hash : HashCode.Combine(hash, zone.Id, zone.State, zone.Since);
        }

        return hash;
    }

    private void Remember(PolicyEvent told, TimeSpan now)
    {
        if (told.Kind is PolicyEventKind.RungFinished or PolicyEventKind.IncidentOpened
            or PolicyEventKind.IncidentClosed or PolicyEventKind.LadderExhausted)
        {
            _actions.Enqueue((EventText.Of(told), now));
            if (_actions.Count > KeptActions)
            {
                _actions.Dequeue();
            }
        }
    }

    private string Line(Assessment zones, LadderState ladder, string? error)
    {
        var windows = _windows.Open.Count == 0
            ? "" : $"; open: window {string.Join(", ", _windows.Open.Select(window => window.Name))}";
        var remark = windows + (Remark is null ? "" : $"; {Remark}");
        if (error is not null)
        {
            return $"blind: {error}{remark}";
        }

        if (!ladder.IsOpen)
        {
            return zones.Falling > 0
                ? $"{Quantity.Of(zones.Falling, "zone")} too low, but not for long enough yet{remark}"
                : $"every watch is healthy ({Quantity.Of(zones.Zones.Length, "zone")} watched){remark}";
        }

        return $"incident {ladder.Incident}: {Quantity.Of(zones.Breached, "zone")} breached, "
            + $"{PhaseWords(ladder)}{remark}";
    }

    private static string PhaseWords(LadderState ladder) => ladder.Phase switch
    {
        LadderPhase.Running => "a rung is running",
        LadderPhase.Settling => "the last rung is settling",
        LadderPhase.BackingOff when !ladder.IsAtItsEnd => "dry run, no rung tried",
        LadderPhase.BackingOff => "every rung tried",
        _ => "waiting for a rung that may run",
    };

    private ReadOnlySpan<byte> Json(Assessment zones, LadderState ladder, string? error, GuardSettings settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("pid"u8, Environment.ProcessId);
            json.WriteNumber("version"u8, Version);
            json.WriteBoolean("dry_run"u8, settings.DryRun);
            json.WriteString("error"u8, error);
            json.WriteString("refused"u8, Refused);
            json.WriteNumber(WrittenMember, BootClock.Seconds);
            json.WriteNumber("started_at_s"u8, Seconds(_startedAt ?? default));
            if (_lastFailure is { } failure)
            {
                json.WriteString("last_failure"u8, failure.Text);
                json.WriteNumber("last_failure_at_s"u8, Seconds(failure.At));
            }

            StatusPacing.Write(json, settings, ladder);
            StatusReserve.Write(json, Reserve?.Shares ?? []);
            StatusWatches.Write(json, settings.Watches, _windows.Open);
            StatusWatches.WriteWindows(json, _windows.Open, _windows.Offset);
            StatusPrevention.Write(
                json, [.. Prevented.Select(setting => StatusPrevention.Of(setting, settings.DryRun))]);
            json.WriteStartArray("zones"u8);
            foreach (ref readonly var zone in zones.Zones)
            {
                WriteZone(json, zone);
            }

            json.WriteEndArray();
            json.WritePropertyName("incident"u8);
            WriteIncident(json, ladder);
            json.WriteStartArray("actions"u8);
            foreach (var action in _actions)
            {
                json.WriteStringValue(action.Text);
            }

            json.WriteEndArray();
            json.WriteStartArray("actions_at_s"u8);
            foreach (var action in _actions)
            {
                json.WriteNumberValue(Seconds(action.At));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteZone(Utf8JsonWriter json, in WatchedZone zone)
    {
        json.WriteStartObject();
        json.WriteString("watch"u8, zone.WatchName);
        json.WriteNumber("node"u8, zone.Id.Node);
        json.WriteString("zone"u8, zone.Id.Zone.ToString());
        json.WriteNumber("order"u8, zone.Order);
        json.WriteNumber("floor"u8, zone.FloorBlocks);
        json.WriteNumber("clear"u8, zone.ClearBlocks);
        json.WriteString("state"u8, zone.State.ToString().ToLowerInvariant());
        json.WriteNumber("since_s"u8, Seconds(zone.Since));
        json.WriteBoolean("predicted"u8, zone.IsPredicted);
        if (zone.StallsAbove > 0)
        {
            json.WriteBoolean("stalling"u8, zone.IsStalling);
        }

        json.WriteEndObject();
    }

    private static void WriteIncident(Utf8JsonWriter json, LadderState ladder)
    {
        if (!ladder.IsOpen)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("id"u8, ladder.Incident);
        json.WriteString("phase"u8, PhaseWords(ladder));
        json.WriteNumber("opened_at_s"u8, Seconds(ladder.OpenedAt));
        json.WriteBoolean("exhausted"u8, ladder.IsAtItsEnd);
        json.WriteStartArray("tried"u8);
        foreach (var attempt in ladder.Attempts)
        {
            json.WriteStringValue($"{attempt.Remedy}: {attempt.Outcome.Word()} ({Quantity.Gain(attempt.Gain)} blocks)");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    // What the status is written anew for.
    private readonly record struct Snapshot(
        LadderPhase Phase, long Incident, int Zones, int Breached, int Falling, int Unhealthy, string? Error,
        string? Tuned, int Pacing, IReadOnlyList<PreventedSetting> Prevented, int Reserve);
}
