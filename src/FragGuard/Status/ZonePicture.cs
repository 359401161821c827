using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>One zone's free memory as a picture: for each order the size of a block, how many are free, how much memory
/// that is, and a bar of it.</summary>
/// <remarks>Bars are drawn next to the zone's longest. Those below the lowest watched order stand out: that memory is
/// of no use to it.</remarks>
internal readonly struct ZonePicture
{
    /// <summary>The least columns in which a picture says anything.</summary>
    internal const int LeastWidth = 38;

    /// <summary>The most columns that a picture makes use of.</summary>
    internal const int MostWidth = 64;

    private const int TitleLines = 3;
    private const int SizeColumns = 4;
    private const int AmountColumns = 5;

    private readonly BuddyInfo _row;
    private readonly ZoneInfo? _size;
    private readonly ZoneState? _state;
    private readonly int _pageBytes;
    private readonly int[] _marked;
    private readonly int? _lowestMarked;
    private readonly UInt128 _fullBytes;
    private readonly int _countColumns;

    /// <summary>A picture of this zone.</summary>
    /// <param name="row">Its free blocks.</param>
    /// <param name="view">What else is known.</param>
    /// <param name="marked">The orders that are watched or asked for.</param>
    internal ZonePicture(in BuddyInfo row, StatusView view, int[] marked)
    {
        _row = row;
        _size = view.Sizes is not null && view.Sizes.TryFind(row.Id, out var size) ? size : null;
        _state = view.StateOf(row.Id);
        _pageBytes = view.PageBytes;
        _marked = marked;
        foreach (var order in marked)
        {
            _lowestMarked = Math.Min(order, _lowestMarked ?? order);
        }

        _fullBytes = 0;
        _countColumns = "1000".Length;
        for (var order = 0; order < row.Free.Orders; order++)
        {
            _fullBytes = UInt128.Max(_fullBytes, BytesAt(order));
            _countColumns = Math.Max(_countColumns, Quantity.Count(row.Free[order]).Length);
        }
    }

    /// <summary>How many lines the picture has.</summary>
    internal int Lines => TitleLines + _row.Free.Orders;

    /// <summary>Writes one line of it from where the sheet stands.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="line">Which, from 0.</param>
    /// <param name="width">How many columns there are.</param>
    internal void WriteLine(TextWriterBuffer sheet, int line, int width)
    {
        var left = sheet.Column;
        sheet.Limit = Math.Min(left + width, sheet.Display.Width);
        switch (line)
        {
            case 0:
                WriteTitle(sheet);
                break;
            case 1:
                WriteTotals(sheet);
                break;
            case 2:
                WriteMarks(sheet);
                break;
            case var _ when line < Lines:
                WriteOrder(sheet, left, line - TitleLines);
                break;
            default:
                break;
        }
    }

    private void WriteTitle(TextWriterBuffer sheet)
    {
        sheet.Put(_row.Id.ToString(), Tone.Title);
        if (_state is { } state and not ZoneState.Ok)
        {
            sheet.Put("  ");
            sheet.Put(state.Word(), state.Tone());
        }
    }

    private void WriteTotals(TextWriterBuffer sheet)
    {
        sheet.Put(Quantity.Long(Bytes(_row.Free.FreePages)));
        if (_size is { ManagedPages: > 0 and var managedPages })
        {
            var percent = (ulong)UInt128.Min((UInt128)_row.Free.FreePages * 100 / managedPages, 999);
            sheet.Put($" of {Quantity.Long(Bytes(managedPages))}");
            sheet.Put($" free ({percent}%)");
        }
        else
        {
            sheet.Put(" free");
        }
    }

    private void WriteMarks(TextWriterBuffer sheet)
    {
        if (_size is not { } size)
        {
            sheet.Put("size and watermarks unknown", Tone.Faint);
            return;
        }

        var freePages = _row.Free.FreePages;
        var tone = freePages < size.MinPages ? Tone.Bad : freePages < size.LowPages ? Tone.Warn : Tone.Faint;
        sheet.Put($"min {Quantity.Short(Bytes(size.MinPages))}  low {Quantity.Short(Bytes(size.LowPages))}"
            + $"  high {Quantity.Short(Bytes(size.HighPages))}", tone);
    }

    private void WriteOrder(TextWriterBuffer sheet, int left, int order)
    {
        var isMarked = Array.IndexOf(_marked, order) >= 0;
        var blocks = _row.Free[order];
        var tone = blocks == 0 ? Tone.Faint : isMarked ? Tone.Title : Tone.Plain;
        sheet.Put(isMarked ? ">" : " ", Tone.Title);
        sheet.PutRight(order.ToString(CultureInfo.InvariantCulture), left += 3, tone);
        sheet.PutRight(Quantity.Short(Quantity.BlockBytes(order, _pageBytes)), left += 1 + SizeColumns, tone);
        sheet.PutRight(Quantity.Count(blocks), left += 1 + _countColumns, tone);
        sheet.PutRight(Quantity.Short(BytesAt(order)), left += 1 + AmountColumns, tone);
        sheet.MoveTo(left + 1);
        Bar.Put(sheet, BytesAt(order), _fullBytes, BarTone(order));
    }

    private Tone BarTone(int order) =>
        _lowestMarked is not { } lowest ? Tone.Plain : order < lowest ? Tone.Warn : Tone.Good;

    private UInt128 BytesAt(int order) => Bytes((UInt128)_row.Free[order] << order);

    private UInt128 Bytes(UInt128 pages) => pages * (UInt128)_pageBytes;
}
