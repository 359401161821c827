using FragGuard.Kernel;

namespace FragGuard;

/// <summary>How the watched zones went while they were watched: for <c>status --watch</c>.</summary>
internal sealed class StatusCourse
{
    // Of one second each: ten minutes.
    private const int Kept = 600;
    private const int LabelColumns = 24;
    private const int FigureColumns = 16;

    private readonly List<(ZoneId Zone, int Order, List<ulong> Suitable)> _zones = [];

    /// <summary>Takes a reading.</summary>
    internal void Take(StatusView view)
    {
        foreach (var watch in view.Watches)
        {
            foreach (var zone in watch.Zones)
            {
                Find(zone.Id, zone.Order).Add(zone.Numbers.Suitable);
            }
        }

        foreach (var (_, _, suitable) in _zones)
        {
            if (suitable.Count > Kept)
            {
                suitable.RemoveAt(0);
            }
        }
    }

    /// <summary>Writes a line for each zone, once there is something to see.</summary>
    internal void Write(TextWriterBuffer text)
    {
        if (_zones.Count == 0 || _zones[0].Suitable.Count < 2)
        {
            return;
        }

        text.Line("suitable blocks of the last minutes", Tone.Title);
        foreach (var (zone, order, suitable) in _zones)
        {
            var columns = text.Display.Width - LabelColumns - FigureColumns;
            var (lowest, highest) = (ulong.MaxValue, 0UL);
            var values = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(suitable);
            foreach (var value in values)
            {
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            }

            text.Put($"  {zone.ToString().Replace(" zone ", " ", StringComparison.Ordinal)} order {order}");
            text.MoveTo(LabelColumns);
            text.Put(Sparkline.Of(values, Math.Max(1, columns), text.Display.Glyphs));
            text.Put($"  {Quantity.Count(lowest)}-{Quantity.Count(highest)}", Tone.Faint);
            text.EndLine();
        }

        text.EndLine();
    }

    private List<ulong> Find(ZoneId id, int order)
    {
        foreach (var (zone, known, suitable) in _zones)
        {
            if (zone == id && known == order)
            {
                return suitable;
            }
        }

        List<ulong> begun = [];
        _zones.Add((id, order, begun));
        return begun;
    }
}
