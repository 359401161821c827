using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The metrics: which there are, what they are called, and what each says. Names, labels and units are stable:
/// dashboards and alerts name them.</summary>
/// <remarks>The number of series is bounded whatever the machine and the settings are: at most
/// <see cref="MostWatchedZones"/> watched zones, at most <see cref="MostZones"/> zones.</remarks>
internal sealed partial class MetricsText
{
    // Orders that every kernel of today has: their counters begin at 0, so that a first failure is an increase.
    private const int LastUsualOrder = 10;

    private readonly ExpositionText _text = new();
    private GuardSettings? _windowsOf;
    private ValueList<string> _windows;

    /// <summary>The text of the whole.</summary>
    /// <param name="view">How the guard and the zones stand.</param>
    /// <param name="lastLookAt">When the last look was; null if there was none.</param>
    internal ReadOnlySpan<byte> Write(MetricsView view, DateTimeOffset? lastLookAt)
    {
        _text.Clear();
        WriteProgram(view);
        if (view.IsUp)
        {
            WriteGuard(view, lastLookAt);
        }

        WriteZones(view);
        WriteWatches(view);
        if (view.IsUp)
        {
            WriteIncidents(view);
            WriteRungs(view.Counters);
            WriteFailures(view.Counters);
            WriteLoading(view);
            WriteState(view);
        }

        return _text.Written;
    }

    /// <summary>The text that a guard leaves which has stopped: whether it is up, and nothing that would look like a
    /// state.</summary>
    internal ReadOnlySpan<byte> WriteStopped(string version)
    {
        _text.Clear();
        WriteProgram(new MetricsView { Version = version });
        return _text.Written;
    }

    private void WriteProgram(MetricsView view)
    {
        _text.Gauge("build_info"u8, "The version of FragGuard; always 1."u8);
        _text.Sample().Label("version"u8, view.Version).Is(1);
        _text.Gauge("up"u8, "Whether the guard runs; 0 in the file that a clean stop leaves."u8);
        _text.Sample().Is(view.IsUp);
    }

    private void WriteGuard(MetricsView view, DateTimeOffset? lastLookAt)
    {
        var counters = view.Counters;
        _text.Gauge("start_time_seconds"u8, "When the guard was ready, in seconds since the epoch."u8);
        _text.Sample().Is(counters.StartedAt);
        _text.Gauge("last_look_timestamp_seconds"u8,
            "When free blocks were last read, in seconds since the epoch; 0 before that."u8);
        _text.Sample().Is(lastLookAt ?? DateTimeOffset.UnixEpoch);
        _text.Counter("looks_total"u8, "Good readings of /proc/buddyinfo."u8);
        _text.Sample().Is(view.Looks);
        _text.Gauge("dry_run"u8, "Whether this is a dry run: decided and logged, nothing written."u8);
        _text.Sample().Is(view.Settings.DryRun);
        _text.Gauge("kernel_log_readable"u8,
            "Whether page allocation failures in the kernel log are seen; 0 also where kernel_log is false."u8);
        _text.Sample().Is(counters.ReadsKernelLog);
        _text.Gauge("config_last_reload_successful"u8,
            "Whether the configuration that was last asked for is in force."u8);
        _text.Sample().Is(counters.IsConfigured);
        _text.Gauge("config_last_reload_success_timestamp_seconds"u8,
            "When a configuration was last taken, in seconds since the epoch."u8);
        _text.Sample().Is(counters.ConfiguredAt);
    }

    private void WriteIncidents(MetricsView view)
    {
        _text.Gauge(
            "incident_open"u8, "Whether an incident is open: from the first breach until every watch is clear."u8);
        _text.Sample().Is(view.Ladder.IsOpen);
        _text.Gauge(
            "ladder_exhausted"u8, "Whether every rung was tried in the open incident and the breach remains."u8);
        _text.Sample().Is(view.IsExhausted);
        _text.Counter("incidents_total"u8, "Incidents opened, by what the zone was found to suffer from."u8);
        _text.Sample().Label("diagnosis"u8, Diagnosis.Fragmented.Word()).Is(view.Counters.Fragmented);
        _text.Sample().Label("diagnosis"u8, Diagnosis.LowMemory.Word()).Is(view.Counters.LowMemory);
    }

    private void WriteRungs(GuardCounters counters)
    {
        var remedies = counters.Remedies;
        _text.Counter("rungs_total"u8, "Rungs carried out, by what came of them."u8);
        for (var i = 0; i < remedies.Count; i++)
        {
            for (var outcome = 0; outcome < RemedyCounters.Outcomes.Length; outcome++)
            {
                _text.Sample().Label("remedy"u8, remedies[i].Remedy).Label(
                    "outcome"u8, RemedyCounters.Outcomes[outcome].Word())
                    .Is(remedies[i].CountOf(outcome));
            }
        }

        WriteSkipped(remedies);
        _text.Counter("rung_gained_blocks_total"u8,
            "Blocks of the watched order that the remedy's rungs won in breached zones."u8);
        for (var i = 0; i < remedies.Count; i++)
        {
            Remedy(remedies[i]).Is(remedies[i].GainedBlocks);
        }

        _text.Counter("rung_seconds_total"u8, "Time spent in the remedy's writes."u8);
        for (var i = 0; i < remedies.Count; i++)
        {
            Remedy(remedies[i]).IsParts((long)remedies[i].Duration.TotalMicroseconds, 6);
        }

        _text.Counter("rung_stall_seconds_total"u8,
            "Time for which all tasks stalled on memory (PSI full) from a rung's beginning until it was judged."u8);
        for (var i = 0; i < remedies.Count; i++)
        {
            Remedy(remedies[i]).IsParts((long)remedies[i].StallUs, 6);
        }

        _text.Gauge("last_rung_timestamp_seconds"u8,
            "When the remedy's last rung was judged, in seconds since the epoch; 0 before the first."u8);
        for (var i = 0; i < remedies.Count; i++)
        {
            Remedy(remedies[i]).Is(remedies[i].LastAt ?? DateTimeOffset.UnixEpoch);
        }
    }

    private void WriteSkipped(List<RemedyCounters> remedies)
    {
        var isBegun = false;
        for (var i = 0; i < remedies.Count; i++)
        {
            for (var reason = 0; reason < remedies[i].SkippedBy.Count; reason++)
            {
                if (!isBegun)
                {
                    _text.Counter("rungs_skipped_total"u8,
                        "Rungs that did not run, by reason; a reason counts once an incident."u8);
                    isBegun = true;
                }

                var skipped = remedies[i].SkippedBy[reason];
                Remedy(remedies[i]).Label("reason"u8, skipped.Word).Is(skipped.Count);
            }
        }
    }

    private ExpositionText Remedy(RemedyCounters counters) => _text.Sample().Label("remedy"u8, counters.Remedy);

    private void WriteFailures(GuardCounters counters)
    {
        _text.Counter("allocation_failures_total"u8,
            "Failed allocations in the kernel log, by order; unknown for those that name none or were left out."u8);
        for (var order = 0; order <= Order.Max; order++)
        {
            if (order <= LastUsualOrder || counters.FailuresOf(order) > 0)
            {
                _text.Sample().Label("order"u8, order).Is(counters.FailuresOf(order));
            }
        }

        if (counters.FailuresOf(GuardCounters.UnknownOrder) is > 0 and var unknown)
        {
            _text.Sample().Label("order"u8, "unknown").Is(unknown);
        }
    }

    // Only where a watch asks for it; the names are those of the settings.
    private void WriteLoading(MetricsView view)
    {
        if (!ReferenceEquals(_windowsOf, view.Settings))
        {
            (_windowsOf, _windows) = (view.Settings, view.Settings.WindowNames);
        }

        if (_windows.Count > 0)
        {
            _text.Gauge("window_open"u8, "Whether the window is open in which watches are on."u8);
            for (var i = 0; i < _windows.Count; i++)
            {
                _text.Sample().Label("window"u8, _windows[i]).Is(view.Windows.Span.Contains(_windows[i]));
            }
        }

        foreach (ref readonly var zone in view.Zones.Zones)
        {
            if (zone.StallsPerMinute is { } stalls)
            {
                _text.Gauge("stalls_per_minute"u8,
                    "How often programs stalled in direct compaction and reclaim in the last minute."u8);
                _text.Sample().Is(stalls);
                break;
            }
        }
    }

    private void WriteState(MetricsView view)
    {
        WriteTuned(view.Tuned);

        _text.Gauge("reserve_bytes"u8, "Memory that is held in reserve for a breach."u8);
        _text.Sample().Is(view.ReserveBytes);
        _text.Gauge("reboot_flagged"u8, "Whether the file is there by which the flag_reboot rung asks for a reboot."u8);
        _text.Sample().Is(view.IsRebootFlagged);
        _text.Counter(
            "journal_records_dropped_total"u8, "Log records that did not reach the journal, because it took none."u8);
        _text.Sample().Is(view.Counters.DroppedRecords());
    }
}
