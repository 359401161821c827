using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Free memory of each zone by the order of its blocks, as SVG: a bar for each order. Bars below the lowest
/// watched order stand out: that memory is of no use to it.</summary>
internal static class FreeBlocksPlot
{
    private const int RowHeight = 16;
    private const int Left = 58;
    private const int Width = 340;
    private const int BarWidth = 170;

    /// <summary>Draws all zones.</summary>
    internal static void Write(HtmlWriter html, StatusView view)
    {
        int? watched = null;
        foreach (var watch in view.Watches)
        {
            watched = watch.Order < watched || watched is null ? watch.Order ?? watched : watched;
        }

        html.Raw("<div class=\"plots\">\n");
        foreach (ref readonly var row in view.FreeBlocks.Rows)
        {
            Write(html, row, view.PageBytes, watched ?? 0);
        }

        html.Raw("</div>\n");
    }

    private static void Write(HtmlWriter html, in BuddyInfo row, int pageBytes, int watched)
    {
        UInt128 full = 1;
        for (var order = 0; order < row.Free.Orders; order++)
        {
            full = UInt128.Max(full, Bytes(row, order, pageBytes));
        }

        html.Raw($"<figure><figcaption>").Text($"{row.Id}: "
            + $"{Quantity.Long((UInt128)row.Free.FreePages * (UInt128)pageBytes)} free")
            .Raw($"</figcaption><svg viewBox=\"0 0 {Width} {row.Free.Orders * RowHeight}\" role=\"img\">");
        for (var order = 0; order < row.Free.Orders; order++)
        {
            var (y, bytes) = (order * RowHeight, Bytes(row, order, pageBytes));
            html.Raw($"<text x=\"0\" y=\"{y + 12}\">").Text($"{order}  "
                + $"{Quantity.Short(Quantity.BlockBytes(order, pageBytes))}")
                .Raw($"</text><rect class=\"{(order < watched ? "low" : "bar")}\" x=\"{Left}\" y=\"{y + 2}\" "
                    + $"height=\"12\"")
                .Attribute("width", bytes == 0 ? 0 : Math.Max(1, (double)bytes / (double)full * BarWidth))
                .Raw("/>").Raw($"<text x=\"{Left + BarWidth + 6}\" y=\"{y + 12}\">")
                .Text($"{row.Free[order].ToString(CultureInfo.InvariantCulture)} "
                    + $"({Quantity.Short(bytes)})").Raw("</text>\n");
        }

        html.Raw("</svg></figure>\n");
    }

    private static UInt128 Bytes(in BuddyInfo row, int order, int pageBytes) =>
        (UInt128)row.Free[order] * Quantity.BlockBytes(order, pageBytes);
}
