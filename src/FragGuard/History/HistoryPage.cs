using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A history for people: the last incidents, and the totals of all.</summary>
/// <param name="path">Where the HTML goes; null for text.</param>
internal sealed class HistoryPage(string? path) : IHistoryReport
{
    private const int ShownIncidents = 20;
    private const int DrawnIncidents = 500;

    private readonly Queue<PastIncident> _last = new();

    /// <inheritdoc/>
    public void Take(PastIncident incident)
    {
        _last.Enqueue(incident);
        if (_last.Count > (path is null ? ShownIncidents : DrawnIncidents))
        {
            _last.Dequeue();
        }
    }

    /// <inheritdoc/>
    public void Finish(HistoryTally tally)
    {
        if (tally.Records == 0 && path is null)
        {
            return;
        }

        var page = new Page("FragGuard history", Subtitle(tally));
        Fill(page, tally, _last);
        if (path is not null)
        {
            HtmlFile.Write(page, path);
            return;
        }

        var sheet = new TextWriterBuffer(StandardOutput.Display());
        page.Write(sheet);
        StandardOutput.TryWrite(sheet.Bytes);
    }

    /// <summary>A time as a share of another, in permille; null where the other is nothing.</summary>
    internal static long? Permille(TimeSpan part, TimeSpan whole) =>
        whole > TimeSpan.Zero ? (long)Math.Min(1000, Math.Round(part / whole * 1000)) : null;

    /// <summary>The last few incidents, oldest first.</summary>
    internal static List<PastIncident> Last(IReadOnlyCollection<PastIncident> incidents)
    {
        const int shown = 10;
        var last = new List<PastIncident>();
        foreach (var incident in incidents)
        {
            last.Add(incident);
        }

        return last.Count > shown ? last.GetRange(last.Count - shown, shown) : last;
    }

    /// <summary>Writes what there is into sections of a page.</summary>
    internal static void Fill(Page page, HistoryTally tally, IReadOnlyCollection<PastIncident> last)
    {
        WriteIncidents(page.Add("Incidents"), tally, last);
        if (tally.Remedies.Count > 0)
        {
            WriteRemedies(page.Add("Remedies"), tally);
        }

        if (tally.Watches.Count > 0)
        {
            WriteWatches(page.Add("Watches"), tally);
        }
    }

    private static string Subtitle(HistoryTally tally)
    {
        if (tally.Records == 0)
        {
            return "no record of the guard";
        }

        var hosts = tally.Hosts.Count == 1 ? tally.Hosts.First() : Quantity.Of(tally.Hosts.Count, "host");
        return $"{(hosts.Length == 0 ? "" : hosts + ", ")}{Clock.Local(tally.FirstUs)} to "
            + $"{Clock.Local(tally.LastUs)}; guarded for "
            + $"{Quantity.Time(tally.Guarded)}, {Quantity.Of(tally.Records, "record")}";
    }

    private static void WriteIncidents(PageSection section, HistoryTally tally,
        IReadOnlyCollection<PastIncident> last)
    {
        var median = tally.LengthsMs.At(500) is { } ms ? $", median {Quantity.Time(TimeSpan.FromMilliseconds(ms))}, "
            + $"longest "
            + Quantity.Time(TimeSpan.FromMilliseconds(tally.LengthsMs.Largest)) : "";
        section.Text($"{Quantity.Of(tally.Incidents, "incident")}, {tally.Healed} healed{median}; ladder exhausted "
            + $"{Quantity.Of(tally.Exhausted, "time")}; {Quantity.Of(tally.Failures, "page allocation failure")} in "
                + $"the kernel log.");
        if (last.Count == 0)
        {
            return;
        }

        var from = tally.LastUs;
        foreach (var incident in last)
        {
            from = Math.Min(from, incident.OpenedUs);
        }

        section.Picture(terminal: null, html => TimelinePlot.Write(html, last, from, tally.LastUs));
        if (last.Count < tally.Incidents)
        {
            section.Text($"The last {last.Count}:", Tone.Faint);
        }

        var table = section.Table(
            new TableColumn("opened", IsLeft: true), new TableColumn("lasted"),
                new TableColumn("zones", IsLeft: true, Spare: 1),
            new TableColumn("order"), new TableColumn("tried", IsLeft: true, Spare: 2), new TableColumn("gained"),
            new TableColumn("cost"), new TableColumn("ended by", IsLeft: true));
        foreach (var incident in last)
        {
            table.Add(
                note: null, Clock.Local(incident.OpenedUs), Quantity.Time(incident.Length),
                    incident.Zones.Replace(" zone ", " ", StringComparison.Ordinal),
                Number(incident.Order), Tried(incident), Quantity.Gain(incident.Gain), Clock.Cost(incident.CostMs),
                    End(incident));
        }
    }

    private static string Tried(PastIncident incident)
    {
        var text = new StringBuilder();
        for (var i = 0; i < incident.Runs.Count;)
        {
            var (remedy, first) = (incident.Runs[i].Remedy, i);
            while (i < incident.Runs.Count && incident.Runs[i].Remedy == remedy)
            {
                i++;
            }

            text.Append(text.Length > 0 ? ", " : "").Append(remedy);
            if (i - first > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $" x{i - first}");
            }
        }

        return text.Length == 0 ? "nothing" : text.ToString();
    }

    private static TableCell End(PastIncident incident) => incident.End switch
    {
        PastIncidentEnd.Open => new TableCell("open", Tone.Bad),
        PastIncidentEnd.Unknown => new TableCell("guard stopped", Tone.Warn),
        _ => new TableCell(EndedBy(incident.CloseReason), incident.WasExhausted ? Tone.Warn : Tone.Good),
    };

    private static string EndedBy(string? reason) => reason switch
    {
        "healed-by-rung" => "rung",
        "healed-by-itself" => "itself",
        null => "-",
        _ => reason,
    };

    private static void WriteRemedies(PageSection section, HistoryTally tally)
    {
        var table = section.Table(
            new TableColumn("remedy", IsLeft: true), new TableColumn("order"), new TableColumn("tried"),
                new TableColumn("healed"),
            new TableColumn("partial", Spare: 3), new TableColumn("no gain", Spare: 1),
                new TableColumn("failed", Spare: 2),
            new TableColumn("skipped", Spare: 6), new TableColumn("median gain"), new TableColumn("median cost"),
            new TableColumn("stall", Spare: 5), new TableColumn("re-read", Spare: 4));
        foreach (var remedy in tally.Remedies)
        {
            var note = remedy is { Skipped: > 0, LastSkip: { } reason } ? $"skipped last: {reason}" : null;
            table.Add(
                note, remedy.Remedy, Number(remedy.Order), Number(remedy.Tried), Number(remedy.Healed),
                    Number(remedy.Partial),
                Number(remedy.NoGain), Number(remedy.Failed), Number(remedy.Skipped),
                remedy.Gains.At(500) is { } gain ? Quantity.Gain(gain) : "-",
                remedy.CostsMs.At(500) is { } cost ? Clock.Cost(cost) : "-",
                Clock.Cost(remedy.CostsMs.Sum), Quantity.Short((UInt128)Math.Max(0, remedy.RereadBytes)));
        }
    }

    private static void WriteWatches(PageSection section, HistoryTally tally)
    {
        var table = section.Table(
            new TableColumn("watch", IsLeft: true), new TableColumn("incidents"),
                new TableColumn("by rung", Spare: 1),
            new TableColumn("by itself", Spare: 2), new TableColumn("exhausted", Spare: 3),
                new TableColumn("median", Spare: 5),
            new TableColumn("longest", Spare: 4), new TableColumn("below its floor"), new TableColumn("of the time"));
        foreach (var watch in tally.Watches)
        {
            table.Add(
                note: null, watch.Watch, Number(watch.Incidents), Number(watch.HealedByRungs),
                    Number(watch.HealedByThemselves),
                Number(watch.Exhausted), Length(watch.LengthsMs.At(500)),
                Length(watch.LengthsMs.Count > 0 ? watch.LengthsMs.Largest : null), Quantity.Time(watch.Below),
                Permille(watch.Below, tally.Guarded) is { } share ? Quantity.Percent((int)share) : "-");
        }
    }

    private static string Length(long? ms) =>
        ms is { } known ? Quantity.Time(TimeSpan.FromMilliseconds(known)) : "-";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
