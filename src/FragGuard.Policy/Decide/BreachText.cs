using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The zones of an event in words. What several zones have together is never said of one of them.</summary>
public static class BreachText
{
    /// <summary>Zones by node: <c>node 0 zone Normal</c>, <c>node 0 zones DMA32 and Normal</c>, <c>node 0 zone DMA32
    /// and node 1 zone Normal</c>.</summary>
    public static string Zones(ValueList<ZoneId> zones)
    {
        var nodes = new SortedDictionary<int, List<string>>();
        foreach (var zone in zones)
        {
            if (!nodes.TryGetValue(zone.Node, out var names))
            {
                nodes[zone.Node] = names = [];
            }

            names.Add(zone.Zone.ToString());
        }

        var parts = new List<string>();
        foreach (var (node, names) in nodes)
        {
            parts.Add($"node {node} {(names.Count == 1 ? "zone" : "zones")} {Listed(names)}");
        }

        return Listed(parts);
    }

    /// <summary>The zones of an event: all whose blocks it counts, else the worst.</summary>
    public static string Zones(PolicyEvent told) =>
        told.Zones.Count > 0 ? Zones(told.Zones) : told.Zone?.ToString() ?? "";

    /// <summary>What the zones of an event have: <c>node 0 zone Normal has 10 blocks of order 4</c>, <c>node 0 zones
    /// DMA32 and Normal together have 22 blocks of order 4</c>.</summary>
    /// <param name="told">The event.</param>
    /// <param name="blocks">The blocks of all its zones.</param>
    /// <param name="still">True to say that this has not changed.</param>
    public static string Have(PolicyEvent told, ulong? blocks, bool still = false)
    {
        var verb = (told.Zones.Count > 1, still) switch
        {
            (false, false) => "has",
            (false, true) => "still has",
            (true, false) => "together have",
            (true, true) => "together still have",
        };
        return $"{Zones(told)} {verb} {Quantity.Of(blocks ?? 0, "block")} of order {told.Order}";
    }

    /// <summary>The floor, which is one zone's: <c>, floor 64</c>, or behind several zones <c>; node 0 zone DMA32 has
    /// 12, floor 64</c>. Nothing where there is neither to be said.</summary>
    public static string Floor(PolicyEvent told)
    {
        var floor = told.Floor > 0 ? $", floor {told.Floor}" : "";
        return told.Zones.Count > 1 && told.WorstBlocks is { } own ? $"; {told.Zone} has {own}{floor}" : floor;
    }

    /// <summary>How often programs stall, where that is among the causes and not said as the reason already: <c>;
    /// programs stalled 180 times a minute ...</c>.</summary>
    public static string Stalls(PolicyEvent told) =>
        told is { StallsPerMinute: { } stalls, StallsAbove: { } limit } && told.Reason.Code != ReasonCode.Stalls
            ? "; " + ReasonText.Stalls(Clamp(stalls), Clamp(limit))
            : "";

    /// <summary>What became of the stalls after a rung: <c>; 180 -> 0 stalls a minute</c>.</summary>
    public static string StallsAfter(PolicyEvent told) =>
        told is { StallsPerMinute: { } before, StallsAfter: { } after } ? $"; {before} -> {after} stalls a minute" : "";

    private static long Clamp(ulong number) => (long)Math.Min(number, long.MaxValue);

    private static string Listed(List<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items[..^1])} and {items[^1]}",
    };
}
