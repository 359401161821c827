namespace FragGuard.Policy;

/// <summary>Makes incidents and totals of the guard's records, in one pass and in constant memory.</summary>
/// <param name="ended">Told of each incident when it has ended, and at the end of those that are open.</param>
public sealed class HistoryTally(Action<PastIncident> ended)
{
    // Names come from configuration files: nothing may grow with them.
    private const int MostGroups = 500;

    private readonly Dictionary<string, HostHistory> _hosts = new(StringComparer.Ordinal);
    private readonly List<RemedyTotals> _remedies = [];
    private readonly Dictionary<string, WatchTotals> _watches = new(StringComparer.Ordinal);

    /// <summary>Told of each run of an incident beyond those that it keeps, when it comes.</summary>
    public Action<PastIncident, PastRun>? RanOn { get; init; }

    /// <summary>Records of the guard.</summary>
    public long Records { get; private set; }

    /// <summary>The first record's time: microseconds since 1970.</summary>
    public long FirstUs { get; private set; } = long.MaxValue;

    /// <summary>The last record's time.</summary>
    public long LastUs { get; private set; }

    /// <summary>Incidents.</summary>
    public long Incidents { get; private set; }

    /// <summary>Those that ended because every watch was clear.</summary>
    public long Healed { get; private set; }

    /// <summary>Failed allocations in the kernel log, repeats included.</summary>
    public long Failures { get; private set; }

    /// <summary>How often the ladder was exhausted.</summary>
    public long Exhausted { get; private set; }

    /// <summary>For how long guards were running, as far as the records show, over all hosts.</summary>
    public TimeSpan Guarded { get; private set; }

    /// <summary>How long incidents were that were closed, in milliseconds. How long others were nobody
    /// knows.</summary>
    public Distribution LengthsMs { get; } = new();

    /// <summary>The hosts, in the order in which they appeared.</summary>
    public IReadOnlyCollection<string> Hosts => _hosts.Keys;

    /// <summary>What remedies came to, in the order in which they appeared.</summary>
    public IReadOnlyList<RemedyTotals> Remedies => _remedies;

    /// <summary>What watches came to, in the order in which they appeared.</summary>
    public IReadOnlyCollection<WatchTotals> Watches => _watches.Values;

    /// <summary>Takes a record.</summary>
    public void Take(GuardRecord record)
    {
        Records++;
        FirstUs = Math.Min(FirstUs, record.AtUs);
        LastUs = Math.Max(LastUs, record.AtUs);
        if (!_hosts.TryGetValue(record.Host, out var host))
        {
            host = _hosts.Count < MostGroups ? _hosts[record.Host] = new HostHistory() : new HostHistory();
        }

        Guarded += host.Pass(record);
        switch (record.Event)
        {
            case "incident-opened":
                Open(host, record);
                break;
            case "rung-finished":
                Finish(host, record);
                break;
            case "rung-skipped":
                Totals(record)?.Skip(record.Reason);
                break;
            case "ladder-exhausted":
                Exhausted++;
                if (host.Open is { } stuck)
                {
                    stuck.WasExhausted = true;
                }

                break;
            case "incident-closed":
                Close(host, record);
                break;
            case "allocation-failure":
                Failures += record.Count ?? 1;
                break;
            case "started":
                End(host, PastIncidentEnd.Unknown, host.BeforeUs);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends what is open.</summary>
    public void Finish()
    {
        foreach (var host in _hosts.Values)
        {
            End(host, PastIncidentEnd.Open, LastUs);
        }
    }

    private void Open(HostHistory host, GuardRecord record)
    {
        End(host, PastIncidentEnd.Unknown, record.AtUs);
        host.Open = new PastIncident
        {
            Host = record.Host,
            Id = record.Incident ?? 0,
            OpenedUs = record.AtUs,
            Watch = record.Watch ?? "",
            Zones = record.Zones ?? "",
            Order = record.Order,
            Diagnosis = record.Diagnosis,
        };
    }

    private void Finish(HostHistory host, GuardRecord record)
    {
        var run = new PastRun(
            record.AtUs, record.Remedy ?? "", record.Outcome ?? "", record.Gain,
            Math.Max(record.StallMs ?? 0, record.DurationMs ?? 0), Math.Max(0, record.RereadBytes ?? 0));
        if (run.Outcome == "skipped")
        {
            Totals(record)?.Skip(record.Reason);
            return;
        }

        Totals(record)?.Add(run);
        if (host.Open is { } open && !open.Add(run))
        {
            RanOn?.Invoke(open, run);
        }
    }

    private void Close(HostHistory host, GuardRecord record)
    {
        if (host.Open is null && record.DurationMs is { } lengthMs)
        {
            // It was opened before the first record.
            host.Open = new PastIncident
            {
                Host = record.Host,
                Id = record.Incident ?? 0,
                OpenedUs = record.AtUs - (lengthMs * 1000),
                Watch = record.Watch ?? "",
                Zones = record.Zones ?? "",
                Order = record.Order,
            };
        }

        if (host.Open is { } open)
        {
            open.CloseReason = record.Reason;
            Healed += record.Reason is "zones-gone" or "window-closed" ? 0 : 1;
        }

        End(host, PastIncidentEnd.Closed, record.AtUs);
    }

    private void End(HostHistory host, PastIncidentEnd end, long atUs)
    {
        if (host.Open is not { } open)
        {
            return;
        }

        (open.End, open.EndedUs, host.Open) = (end, Math.Max(atUs, open.OpenedUs), null);
        Incidents++;
        if (end == PastIncidentEnd.Closed)
        {
            LengthsMs.Add((long)open.Length.TotalMilliseconds);
        }

        if (!_watches.TryGetValue(open.Watch, out var watch) && _watches.Count < MostGroups)
        {
            _watches[open.Watch] = watch = new WatchTotals(open.Watch);
        }

        watch?.Add(open);
        ended(open);
    }

    private RemedyTotals? Totals(GuardRecord record)
    {
        if (record.Remedy is not { } remedy)
        {
            return null;
        }

        foreach (var known in _remedies)
        {
            if (known.Order == record.Order && known.Remedy == remedy)
            {
                return known;
            }
        }

        if (_remedies.Count == MostGroups)
        {
            return null;
        }

        var totals = new RemedyTotals(remedy, record.Order);
        _remedies.Add(totals);
        return totals;
    }

    /// <summary>Where one host stands.</summary>
    private sealed class HostHistory
    {
        private bool _runs;

        internal PastIncident? Open { get; set; }

        // The time of the record before the last one.
        internal long BeforeUs { get; private set; }

        private long LastUs { get; set; }

        // The time since the last record, if a guard ran meanwhile.
        internal TimeSpan Pass(GuardRecord record)
        {
            var passed = _runs && record.Event != "started" && record.AtUs > LastUs
                ? TimeSpan.FromMicroseconds(record.AtUs - LastUs) : TimeSpan.Zero;
            BeforeUs = LastUs == 0 ? record.AtUs : LastUs;
            LastUs = Math.Max(LastUs, record.AtUs);
            _runs = record.Event is not ("stopped" or "crashed");
            return passed;
        }
    }
}
