using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads one <c>[[watch]]</c>.</summary>
internal static class WatchReader
{
    private const int Million = 1_000_000;

    // What the kernel has called its zones, to catch one in the wrong case; a vendor's own are taken as they are.
    private static readonly string[] KernelZones = ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"];

    /// <summary>Reads the watch and judges what its keys say together.</summary>
    internal static WatchSettings Read(Section section, WatchNames names)
    {
        var watch = ReadKeys(section, names);
        section.RefuseUnknown();
        JudgeFloor(section, watch);
        JudgeIndex(section, watch);
        return watch;
    }

    /// <summary>Reads every key.</summary>
    internal static WatchSettings ReadKeys(Section section, WatchNames? names = null)
    {
        var name = ReadName(section, names);
        var defaults = new WatchSettings { Name = name };
        return defaults with
        {
            Order = section.Get<OrderSetting>("order", defaults.Order, OrderFormat.Read),
            Floor = section.GetOrNull<Amount>("floor", AmountFormat.Read),
            Clear = section.GetOrNull<Amount>("clear", AmountFormat.Read),
            For = section.Get("for", defaults.For, DurationFormat.Within(Limits.For)),
            Zones = section.List<ZoneName>("zones", ReadZone, "leave it out to watch every zone",
                "[\"Normal\", \"Movable\"]"),
            Nodes = section.List("nodes", ValueFormat.Integer(Limits.Node), "leave it out to watch every node",
                "[0, 1]"),
            MinZoneBytes = section.Get("min_zone", defaults.MinZoneBytes, SizeFormat.Within(Limits.Memory)),
            UnusableAbovePermille = section.GetOrNull<int>("unusable_above", FractionFormat.Permille),
            UnusableBelowPermille = section.GetOrNull<int>("unusable_below", FractionFormat.Permille),
            Ahead = section.Get("ahead", defaults.Ahead, DurationFormat.Within(Limits.Ahead)),
            During = section.Get("during", "", ReadWindow) is { Length: > 0 } window ? window : null,
            StallsAbove = section.GetOrNull<ulong>("stalls_above", RateFormat.PerMinute(Limits.Stalls)),
        };
    }

    private static string ReadName(Section section, WatchNames? names)
    {
        if (!section.TryGet<string>("name", WatchNames.Read, out var name))
        {
            return "";
        }

        if (names?.TryTake(name) == false)
        {
            section.Refuse("name", $"is {ValueFormat.Shown(name)}, as another watch above; names are unique");
        }

        section.Place = $"watch {ValueFormat.Shown(name)}";
        return name;
    }

    private static void JudgeFloor(Section section, WatchSettings watch)
    {
        if (!section.IsSound("floor"))
        {
            return;
        }

        if (watch.Floor is not { } floor)
        {
            JudgeWithoutFloor(section, watch);
        }
        else if (watch.Clear is { } clear)
        {
            if (clear.Unit == floor.Unit && clear.Value < floor.Value)
            {
                section.Refuse("clear",
                    $"is {AmountFormat.Write(clear)}, below floor {AmountFormat.Write(floor)}: a zone would be too low "
                    + "and clear at once");
            }
        }
        else if (floor.Unit == AmountUnit.PartsPerMillion && floor.Value + ((floor.Value + 1) / 2) > Million
            && section.IsSound("clear"))
        {
            section.Refuse("floor",
                $"is {AmountFormat.Write(floor)}, and without clear a zone is clear only at half as much again: "
                + "more than there is; set clear");
        }
    }

    private static void JudgeWithoutFloor(Section section, WatchSettings watch)
    {
        foreach (var key in (string[])["clear", "ahead"])
        {
            if (section.Has(key) && section.IsSound(key) && (key == "clear" || watch.Ahead > TimeSpan.Zero))
            {
                section.Refuse(key, "is set without floor, and means nothing by itself; set floor");
            }
        }

        if (watch is { UnusableAbovePermille: null, StallsAbove: null }
            && section.IsSound("unusable_above", "stalls_above"))
        {
            section.Refuse(
                "has neither floor nor unusable_above nor stalls_above, so no zone would ever be too low; add for "
                + "example floor = 64");
        }
    }

    private static void JudgeIndex(Section section, WatchSettings watch)
    {
        if (!section.IsSound("unusable_above", "unusable_below"))
        {
            return;
        }

        switch ((watch.UnusableAbovePermille, watch.UnusableBelowPermille))
        {
            case (null, { }):
                section.Refuse("unusable_below",
                    "is set without unusable_above, and means nothing by itself; set unusable_above");
                break;
            case ({ } above, { } below) when below >= above:
                section.Refuse("unusable_below",
                    $"is {FractionFormat.WritePermille(below)}, and must be less than unusable_above "
                    + FractionFormat.WritePermille(above));
                break;
            case ({ } above, null) when watch.ClearBelowPermille < 1:
                section.Refuse("unusable_above",
                    $"is {FractionFormat.WritePermille(above)}, and without unusable_below a zone is clear only "
                    + "at 0.08 less, which cannot be; set unusable_below");
                break;
            default:
                break;
        }
    }

    private static string? ReadWindow(object value, out string result)
    {
        result = value as string ?? "";
        var fault = value is string ? WindowName.Fault(result) : "expected the name of a window such as \"model-load\"";
        return fault is null ? null : $"is {ValueFormat.Shown(value)}; {fault}";
    }

    private static string? ReadZone(object value, out ZoneName result)
    {
        result = default;
        if (value is not string text)
        {
            return $"is {ValueFormat.Shown(value)}; expected a zone such as \"Normal\"";
        }

        if (!ZoneName.TryParse(text, out result))
        {
            return $"is {ValueFormat.Shown(value)}; a zone's name has 1 to {ZoneName.MaxBytes} ASCII characters, "
                + "and no blank";
        }

        var known = Array.Find(KernelZones, zone => string.Equals(zone, text, StringComparison.OrdinalIgnoreCase));
        return known is null || known == text ? null : $"is {ValueFormat.Shown(value)}; did you mean \"{known}\"?";
    }
}
