using FragGuard.Kernel;

namespace FragGuard;

/// <summary>The section of a report on memory that cannot move.</summary>
internal static class ReportHolders
{
    /// <summary>Writes it.</summary>
    internal static void Write(PageSection section, ReportData data)
    {
        var totalKib = data.Kib("MemTotal"u8);
        var table = section.Table(
            new TableColumn("holder", IsLeft: true), new TableColumn("memory"), new TableColumn("of all"));
        foreach (var holder in data.Holders)
        {
            var share = totalKib > 0 ? Quantity.Percent((int)((holder.Kib ?? 0) * 1000 / totalKib)) : "-";
            table.Add(
                holder.Detail.Length > 0 ? holder.Detail : null, holder.What,
                holder.Kib is { } kib ? Quantity.Short((UInt128)kib << 10) : "-",
                new TableCell(share, holder.IsMovable ? Tone.Faint : Tone.Plain));
        }

        if (data.Status.Types is not { Blocks.Count: > 0 } types)
        {
            return;
        }

        var blocks = section.Table(
            new TableColumn("pageblocks", IsLeft: true), new TableColumn("all"), new TableColumn("unmovable"),
            new TableColumn("reclaimable"), new TableColumn("movable"), new TableColumn("high-atomic", Spare: 2),
            new TableColumn("CMA", Spare: 1), new TableColumn("stuck"));
        foreach (var row in types.Blocks)
        {
            var tone = row.StuckPermille >= 800 ? Tone.Bad : row.StuckPermille >= 400 ? Tone.Warn : Tone.Plain;
            blocks.Add(
                note: null, row.Id.ToString(), Quantity.Count(row.Total), Quantity.Count(row.Unmovable),
                Quantity.Count(row.Reclaimable), Quantity.Count(row.Movable), Quantity.Count(row.HighAtomic),
                Quantity.Count(row.Cma), new TableCell(Quantity.Percent(row.StuckPermille), tone));
        }
    }
}
