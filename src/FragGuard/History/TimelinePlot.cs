using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Incidents along time, a row a watch: a bar for each incident, a mark for each rung with its gain and
/// cost. The figures appear where a pointer rests.</summary>
internal static class TimelinePlot
{
    private const int Width = 900;
    private const int Left = 130;
    private const int RowHeight = 34;
    private const int MostRows = 12;

    /// <summary>Draws it.</summary>
    internal static void Write(HtmlWriter html, IReadOnlyCollection<PastIncident> incidents, long fromUs, long toUs)
    {
        var rows = new List<string>();
        foreach (var incident in incidents)
        {
            if (!rows.Contains(incident.Watch) && rows.Count < MostRows)
            {
                rows.Add(incident.Watch);
            }
        }

        toUs = Math.Max(toUs, fromUs + 1_000_000);
        var height = (Math.Max(1, rows.Count) * RowHeight) + 24;
        html.Raw($"<figure class=\"wide\"><svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"timeline "
            + $"of incidents "
            + $"and rungs\">\n");
        for (var i = 0; i <= 4; i++)
        {
            var x = Left + ((Width - Left - 10) * i / 4);
            var time = Clock.Local(fromUs + ((toUs - fromUs) / 4 * i));
            html.Raw($"<line class=\"axis\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{height - 20}\"/><text x=\"{x}\" "
                + $"y=\"{height - 6}\" "
                + $"text-anchor=\"{(i == 0 ? "start" : i == 4 ? "end" : "middle")}\">").Text(time).Raw("</text>\n");
        }

        for (var row = 0; row < rows.Count; row++)
        {
            html.Raw($"<text x=\"0\" y=\"{(row * RowHeight) + 21}\">").Text(Cut(rows[row])).Raw("</text>\n");
        }

        foreach (var incident in incidents)
        {
            if (rows.IndexOf(incident.Watch) is >= 0 and var row)
            {
                Write(html, incident, row * RowHeight, us => X(us, fromUs, toUs));
            }
        }

        html.Raw("</svg><figcaption>Bars: incidents (green: closed, red: open or ladder exhausted). Marks: rungs "
            + "(green: recovered, amber: "
            + "partial, red: no gain or failed).</figcaption></figure>\n");
    }

    private static void Write(HtmlWriter html, PastIncident incident, int y, Func<long, double> x)
    {
        var (start, end) = (x(incident.OpenedUs), x(incident.EndedUs));
        var tone = incident.WasExhausted || incident.End == PastIncidentEnd.Open ? "fbad"
            : incident.End == PastIncidentEnd.Closed ? "fgood" : "fwarn";
        html.Raw($"<rect class=\"{tone}\" opacity=\".55\" height=\"12\"").Attribute("x", start).Attribute("y", y + 4)
            .Attribute("width", Math.Max(2, end - start)).Raw("><title>")
            .Text($"incident {incident.Id}, {Clock.Local(incident.OpenedUs)}: {incident.Zones}, "
                + $"{Quantity.Time(incident.Length)}, "
                + $"gained {Quantity.Gain(incident.Gain)} blocks of order {incident.Order}, cost "
                    + $"{Clock.Cost(incident.CostMs)}")
            .Raw("</title></rect>\n");
        foreach (var run in incident.Runs)
        {
            tone = run.Outcome switch { "recovered" or "done" => "fgood", "partial" => "fwarn", _ => "fbad" };
            html.Raw($"<circle class=\"{tone}\" r=\"3.5\"").Attribute("cx", x(run.AtUs)).Attribute("cy", y
                + 24).Raw("><title>")
                .Text($"{run.Remedy} {run.Outcome}: {Quantity.Gain(run.Gain ?? 0)} blocks, cost "
                    + $"{Clock.Cost(run.CostMs)}")
                .Raw("</title></circle>\n");
        }
    }

    private static double X(long us, long fromUs, long toUs) =>
        Left + ((Width - Left - 10) * Math.Clamp((double)(us - fromUs) / (toUs - fromUs), 0, 1));

    private static string Cut(string name) => name.Length <= 20 ? name : name[..19] + "\u2026";
}
