using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

/// <summary>Makes kernel texts and the tables read from them.</summary>
internal static class Readings
{
    internal const int Orders = 11;

    /// <summary>A buddyinfo row with this many blocks of the order and the rest of the free pages in single
    /// pages.</summary>
    internal static string Row(int node, string zone, ulong freePages, ulong blocks, int order = 4)
    {
        var counts = new ulong[Orders];
        counts[order] = blocks;
        counts[0] = freePages - (blocks << order);
        return RowOf(node, zone, counts);
    }

    /// <summary>A buddyinfo row with these counts, lowest order first.</summary>
    internal static string RowOf(int node, string zone, params ulong[] counts)
    {
        var row = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Node {node}, zone {zone,8} "));
        foreach (var count in counts)
        {
            row.Append(CultureInfo.InvariantCulture, $"{count,6} ");
        }

        return row.Append('\n').ToString();
    }

    /// <summary>A node's Normal zone: 100,000 free pages, this many order-4 blocks among them.</summary>
    internal static string Normal(ulong blocks, int node = 0) => Row(node, "Normal", 100_000, blocks);

    internal static BuddyTable Table(params string[] rows)
    {
        var table = new BuddyTable();
        table.Parse(Encoding.UTF8.GetBytes(string.Concat(rows)));
        return table;
    }

    /// <summary>A zone's block of zoneinfo.</summary>
    internal static string Zone(int node, string zone, ulong managed, ulong low = 1000, ulong protection = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            Node {node}, zone {zone,8}
              pages free     5000
                    min      {low / 2}
                    low      {low}
                    high     {low * 2}
                    spanned  {managed}
                    present  {managed}
                    managed  {managed}
                    protection: (0, {protection})

            """);

    internal static ZoneInfoTable Zones(params string[] zones)
    {
        var table = new ZoneInfoTable();
        table.Parse(Encoding.UTF8.GetBytes(string.Concat(zones)));
        return table;
    }

    internal static TimeSpan Sec(double seconds) => TimeSpan.FromSeconds(seconds);
}
