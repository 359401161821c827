using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads one <c>[[ladder]]</c>: which remedy, its own settings, and the limits that every rung has.</summary>
internal static class RungReader
{
    /// <summary>What stands for a budget without limit, where the remedy has one by default.</summary>
    internal const string Unlimited = "unlimited";

    /// <summary>Reads the rung.</summary>
    /// <param name="section">Its table.</param>
    /// <param name="kernel">The kernel that it is for; null for any.</param>
    /// <returns>Null if it is not known which remedy is meant; that has been noted.</returns>
    internal static RungSettings? Read(Section section, KernelVersion? kernel)
    {
        if (ReadRemedyName(section) is not { } name)
        {
            _ = ReadLimits(section, RungSettings.For(new NudgeKcompactdSettings()));
            return null;
        }

        section.Place += $" ({name})";
        var remedy = RemedyCatalog.Find(name)!;
        var rung = ReadLimits(section, RungSettings.For(RemedyReader.Read(remedy, section, kernel)));
        section.RefuseUnknown();
        RemedyReader.RefuseIncomplete(remedy, section);
        return rung;
    }

    /// <summary>Asks for the keys that every rung has.</summary>
    internal static void ReadCommonKeys(Section section)
    {
        _ = section.TryGetRaw("remedy", out _);
        _ = ReadLimits(section, RungSettings.For(new NudgeKcompactdSettings()));
    }

    private static string? ReadRemedyName(Section section)
    {
        if (section.TryGet("remedy", ValueFormat.Text("the name of a remedy such as \"drop_caches\""), out var name))
        {
            if (RemedyCatalog.Names.Contains(name, StringComparer.Ordinal))
            {
                return name;
            }

            section.Refuse("remedy", Spelling.Nearest(name, RemedyCatalog.Names) is { } nearest
                ? $"is {ValueFormat.Shown(name)}; did you mean \"{nearest}\"?"
                : $"is {ValueFormat.Shown(name)}; expected {Choices()}");
        }
        else if (section.IsSound("remedy") && !section.Has("remedy") && !section.RefuseMisspelt("remedy"))
        {
            section.Refuse($"names no remedy; add remedy = {Choices()}");
        }

        return null;
    }

    private static RungSettings ReadLimits(Section section, RungSettings defaults)
    {
        var (cooldown, most) = GlobalTables.ReadGrowing(
            section, "cooldown", defaults.Cooldown, "max_cooldown", defaults.MaxCooldown, Limits.Cooldown);
        return defaults with
        {
            Cooldown = cooldown,
            MaxCooldown = most,
            MaxStallBasisPoints = ReadLimit<int>(section, "max_stall", defaults.MaxStallBasisPoints, RateFormat.Share),
            MaxRereadBytesPerSecond = ReadLimit<ulong>(
                section, "max_reread", defaults.MaxRereadBytesPerSecond, RateFormat.PerSecond(Limits.Reread)),
            PerHour = ReadBudget(section, "per_hour", defaults.PerHour, Limits.PerHour),
            PerDay = ReadBudget(section, "per_day", defaults.PerDay, Limits.PerDay),
            Timeout = section.Get("timeout", defaults.Timeout, DurationFormat.Within(Limits.Timeout)),
            Settle = section.Get("settle", defaults.Settle, DurationFormat.Within(Limits.Settle)),
        };
    }

    private static T? ReadLimit<T>(Section section, string key, T? defaults, ValueFormat<T> form)
        where T : struct
    {
        if (!section.TryGetRaw(key, out var value))
        {
            return defaults;
        }

        return value is Unlimited ? null : section.GetOrNull(key, form);
    }

    private static int? ReadBudget(Section section, string key, int? defaults, Range<int> range)
    {
        if (!section.TryGetRaw(key, out var value))
        {
            return defaults;
        }

        switch (value)
        {
            case Unlimited:
                return null;
            case 0L:
                section.Refuse(key, $"is 0; take the rung out of the file to switch it off, or write \"{Unlimited}\"");
                return null;
            case string text when Spelling.Nearest(text, [Unlimited]) is not null:
                section.Refuse(key, $"is {ValueFormat.Shown(value)}; did you mean \"{Unlimited}\"?");
                return null;
            default:
                return section.GetOrNull(key, ValueFormat.Integer(range));
        }
    }

    private static string Choices() => string.Join(" or ", RemedyCatalog.Names.Select(TomlValue.Text));
}
