using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>status</c> prints for people.</summary>
internal static class StatusText
{
    /// <summary>Writes it all: pictures first, so that what matters most stands nearest to the prompt.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="view">What was read.</param>
    /// <param name="order">The order that was asked for; null for the watched ones.</param>
    /// <param name="now">The time on the guard's clock: monotonic, since boot.</param>
    internal static void Write(TextWriterBuffer sheet, StatusView view, int? order, TimeSpan now)
    {
        WriteHead(sheet, view, order is not null);
        sheet.EndLine();
        ZonePictures.Write(sheet, view, Marked(view, order));
        WriteJudgement(sheet, view, order, now);
    }

    /// <summary>Writes it all for a window of limited height: what matters most first, pictures last.</summary>
    internal static void WriteForWindow(
        TextWriterBuffer sheet, StatusView view, int? order, TimeSpan now, string clock, StatusCourse? course = null)
    {
        WriteHead(sheet, view, order is not null, clock);
        sheet.EndLine();
        course?.Write(sheet);
        WriteJudgement(sheet, view, order, now);
        sheet.EndLine();
        ZonePictures.Write(sheet, view, Marked(view, order));
    }

    private static void WriteHead(TextWriterBuffer sheet, StatusView view, bool isAsked, string? clock = null)
    {
        UInt128 freePages = 0;
        var nodes = new HashSet<int>();
        foreach (ref readonly var row in view.FreeBlocks.Rows)
        {
            freePages += row.Free.FreePages;
            nodes.Add(row.Id.Node);
        }

        var time = clock is null ? "" : " at " + clock;
        var kernel = view.Machine.Kernel is { } version ? $", kernel {version}" : "";
        var (zones, places) = (Quantity.Of(view.FreeBlocks.Rows.Length, "zone"), Quantity.Of(nodes.Count, "node"));
        var marked = isAsked ? "asked for" : "watched";
        sheet.Put(Quantity.Long(freePages * (UInt128)view.PageBytes) + " free", Tone.Title);
        sheet.Paragraph($"{time} in {zones} on {places}, {Quantity.Long((UInt128)view.PageBytes)} pages{kernel}");
        if (clock is null)
        {
            sheet.Paragraph(
                $"order, size of a block, free blocks, memory in them; > marks the order {marked}", tone: Tone.Faint);
        }

        WriteHidden(sheet, view);
        if (view.FreeBlocks.SkippedLines > 0)
        {
            var lines = Quantity.Of(view.FreeBlocks.SkippedLines, "line");
            sheet.Paragraph($"{lines} of {BuddyInfo.Path} not in the kernel's layout: skipped", tone: Tone.Warn);
        }
    }

    private static void WriteHidden(TextWriterBuffer sheet, StatusView view)
    {
        UInt128 pages = 0;
        foreach (ref readonly var row in view.FreeBlocks.Rows)
        {
            pages += view.HiddenPages(row.Id) ?? 0;
        }

        if (pages > 0)
        {
            sheet.Paragraph(
                $"{Quantity.Long(pages * (UInt128)view.PageBytes)} more is hidden on per-CPU lists, "
                    + "where free pages do not merge",
                tone: Tone.Faint);
        }
    }

    private static void WriteJudgement(TextWriterBuffer sheet, StatusView view, int? order, TimeSpan now)
    {
        if (order is { } asked)
        {
            WatchText.WriteOrder(sheet, view, asked);
            sheet.EndLine();
        }

        foreach (var watch in view.Watches)
        {
            WatchText.Write(sheet, watch, view, now);
            sheet.EndLine();
        }

        if (order is not null || view.Watches.Any(watch => watch.Zones.Count > 0))
        {
            WatchText.WriteLegend(sheet);
            sheet.EndLine();
        }

        DaemonText.Write(sheet, view.Daemon, now);
    }

    private static int[] Marked(StatusView view, int? order)
    {
        if (order is { } asked)
        {
            return [asked];
        }

        var watched = new List<int>();
        foreach (var watch in view.Watches)
        {
            if (watch.Order is { } known && !watched.Contains(known))
            {
                watched.Add(known);
            }
        }

        return [.. watched];
    }
}
