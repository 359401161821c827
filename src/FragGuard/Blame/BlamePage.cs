using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What blame says to people, alone or in a report.</summary>
internal static class BlamePage
{
    private const int Shown = 12;

    /// <summary>Makes the page.</summary>
    internal static Page Of(BlameResult result)
    {
        var page = new Page("FragGuard blame", Overhead(result));
        Fill(page, result);
        return page;
    }

    /// <summary>Writes its sections.</summary>
    internal static void Fill(Page page, BlameResult result)
    {
        var section = page.Add("Who breaks memory up");
        var culprits = result.Tally.Culprits();
        var isCalm = culprits.Count == 0 || culprits[0].Harm == 0;
        section.Text(result.Tally.Cause(result.Length), isCalm ? Tone.Good : Tone.Bad);
        if (culprits.Count > 0)
        {
            var table = section.Table(
                new TableColumn("task", IsLeft: true), new TableColumn("pid"),
                    new TableColumn("pod, container or unit", IsLeft: true, Spare: 1),
                new TableColumn("unmovable"), new TableColumn("reclaimable"), new TableColumn("pageblocks"),
                    new TableColumn("movable", Spare: 2));
            for (var i = 0; i < Math.Min(Shown, culprits.Count); i++)
            {
                var task = culprits[i];
                table.Add(
                    note: null, task.Comm, Number(task.Tid), Owner(task.Owner), Quantity.Count(task.Unmovable),
                    Quantity.Count(task.Reclaimable), Quantity.Count(task.Taken), Quantity.Count(task.Movable));
            }

            section.Text(
                "Blocks that were taken out of pageblocks of another kind, by what for; pageblocks: those that were "
                    + "taken whole.", Tone.Faint);
        }

        foreach (var (frames, count) in result.Stacks)
        {
            section.Text($"{Quantity.Of(count, "time")}: {frames}");
        }

        WriteVictims(page.Add("Who waits for memory"), result);
    }

    /// <summary>What watching cost.</summary>
    internal static string Overhead(BlameResult result)
    {
        var events = result.Tally.Events;
        var rate = result.Length > TimeSpan.Zero ? events / result.Length.TotalSeconds : 0;
        var share = result.Length > TimeSpan.Zero ? result.ProcessorTime / result.Length * 100 : 0;
        var how = result.IsCounted ? ", blocks counted in the kernel" : "";
        var missing = result.Missing.Count > 0 ? $"; not in this kernel: {string.Join(", ", result.Missing)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantity.Time(result.Length)}, {Quantity.Of(events, "event")} ({rate:0.#} a second), {result.Lost} "
                + $"lost{how}; reading took "
                + $"{share:0.##}% of one CPU{missing}");
    }

    private static void WriteVictims(PageSection section, BlameResult result)
    {
        var victims = result.Tally.Victims();
        if (victims.Count == 0)
        {
            section.Text("No task had to compact or reclaim for itself.", Tone.Good);
            return;
        }

        var table = section.Table(
            new TableColumn("task", IsLeft: true), new TableColumn("pid"),
                new TableColumn("pod, container or unit", IsLeft: true, Spare: 1),
            new TableColumn("compactions"), new TableColumn("reclaims"), new TableColumn("stalled"),
                new TableColumn("longest"));
        for (var i = 0; i < Math.Min(Shown, victims.Count); i++)
        {
            var task = victims[i];
            table.Add(
                note: null, task.Comm, Number(task.Tid), Owner(task.Owner), Number(task.Compactions),
                    Number(task.Reclaims),
                Time(task.StallUs), Time(task.LongestUs));
        }
    }

    private static string Owner(string owner) => owner.Length == 0 ? "-" : owner;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(long us) => us < 1000 ? $"{us} us" : Quantity.Time(TimeSpan.FromMicroseconds(us));
}
