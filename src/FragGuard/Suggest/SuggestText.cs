using System.Globalization;
using System.Text;
using FragGuard.Config;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>suggest</c> prints: settings, with the figures they rest on as comments, so that the whole of it
/// is a file that <c>check</c> accepts.</summary>
internal static class SuggestText
{
    /// <summary>Writes it.</summary>
    internal static string Of(FloorStudy study, bool hasDays, bool isAll)
    {
        var text = new StringBuilder();
        Comment(text, buffer => WriteFigures(buffer, study, hasDays, isAll));
        foreach (var zone in study.Zones)
        {
            WriteWatch(text, zone);
        }

        WriteReserve(text, study);
        return text.ToString();
    }

    // Everything that is no setting stands behind a number sign.
    private static void Comment(StringBuilder text, Action<TextWriterBuffer> write)
    {
        var buffer = new TextWriterBuffer(Display.Plain with { Width = Display.DefaultWidth - 2 });
        write(buffer);
        foreach (var line in Encoding.UTF8.GetString(buffer.Bytes).TrimEnd('\n').Split('\n'))
        {
            text.Append(line.Length == 0 ? "#" : "# ").Append(line).Append('\n');
        }
    }

    private static void WriteFigures(TextWriterBuffer buffer, FloorStudy study, bool hasDays, bool isAll)
    {
        buffer.Paragraph(
            $"fragguard suggest: {Quantity.Of(study.Samples, "sample")} of {Quantity.Time(study.Length)}, "
                + $"{Quantity.Of(study.Failures, "page allocation failure")} in them");
        if (study.Length < FloorStudy.Enough)
        {
            buffer.Paragraph($"Warning: {RecordSummary.TooShort}.");
        }

        foreach (var zone in study.Zones)
        {
            buffer.EndLine();
            WriteZone(buffer, study, zone, isAll);
            if (hasDays)
            {
                WriteDays(buffer, zone);
            }
        }
    }

    private static void WriteZone(TextWriterBuffer buffer, FloorStudy study, ZoneFloors zone, bool isAll)
    {
        buffer.Paragraph(
            $"{zone.Zone}, {WatchText.OrderWords(zone.Order, study.Machine.PageBytes)}: suitable blocks lowest "
                + $"{zone.Lowest}, 1st "
                + $"percentile {zone.Suitable.At(10)}, median {zone.Suitable.At(500)}");
        var table = new Table(
            new TableColumn("floor"), new TableColumn("for"), new TableColumn("incidents"),
                new TableColumn("self-healed"),
            new TableColumn("preceded"), new TableColumn("below"), new TableColumn("", IsLeft: true));
        var best = zone.Best;
        foreach (var floor in ZoneFloors.Tried)
        {
            foreach (var candidate in zone.Candidates)
            {
                if (candidate.Floor == floor && (isAll || candidate == zone.BestOf(floor)))
                {
                    table.Add(
                        note: null, Number(candidate.Floor), DurationFormat.Write(candidate.For),
                            Number(candidate.Incidents),
                        Number(candidate.HealedByThemselves), Number(candidate.Preceded),
                            Quantity.Time(candidate.Below),
                        candidate == best ? "<" : "");
                }
            }
        }

        table.Write(buffer, indent: 2);
    }

    private static void WriteDays(TextWriterBuffer buffer, ZoneFloors zone)
    {
        var table = new Table(new TableColumn("day", IsLeft: true), new TableColumn("samples"),
            new TableColumn("lowest"));
        foreach (var low in zone.Days)
        {
            // A ring has the calendar's time, other traces that since boot.
            var name = low.Day is > 3650 and < 100_000
                ? DateTime.UnixEpoch.AddDays(low.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : Number(low.Day + 1);
            table.Add(note: null, name, Number(low.Samples), Quantity.Count(low.Lowest));
        }

        table.Write(buffer, indent: 2);
    }

    private static void WriteWatch(StringBuilder text, ZoneFloors zone)
    {
        var best = zone.Best;
        text.Append(CultureInfo.InvariantCulture,
            $"\n[[watch]]\nname = \"order{zone.Order}-node{zone.Zone.Node}-{zone.Zone.Zone}\"\n")
            .Append(CultureInfo.InvariantCulture, $"order = {zone.Order}\nfloor = {best.Floor}\nfor = "
                + $"\"{DurationFormat.Write(best.For)}\"\n")
            .Append(CultureInfo.InvariantCulture, $"zones = [\"{zone.Zone.Zone}\"]\nnodes = [{zone.Zone.Node}]\n");
    }

    // As many whole huge pages as were missing at the worst moment of any zone.
    private static void WriteReserve(StringBuilder text, FloorStudy study)
    {
        UInt128 missing = 0;
        foreach (var zone in study.Zones)
        {
            var floor = zone.Best.Floor;
            var bytes = zone.Lowest < floor
                ? (UInt128)(floor - zone.Lowest) * Quantity.BlockBytes(zone.Order, study.Machine.PageBytes) : 0;
            missing = UInt128.Max(missing, bytes);
        }

        if (missing > 0 && study.Machine.ThpOrder is { } order)
        {
            var page = Quantity.BlockBytes(order, study.Machine.PageBytes);
            var size = (missing + page - 1) / page * page;
            text.Append(CultureInfo.InvariantCulture, $"\n# On each node, for a rung release_reserve; "
                + $"it covers the worst moment:\n# [reserve]\n# size = \"{size >> 20}MiB\"\n");
        }
    }

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
