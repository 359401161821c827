using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>The tables that concern the whole host: how often to look, when to hold back, how incidents follow each
/// other.</summary>
internal static class GlobalTables
{
    /// <summary>Reads <c>[sampling]</c>.</summary>
    internal static SamplingSettings ReadSampling(Section section)
    {
        var defaults = new SamplingSettings();
        var interval = section.Get("interval", defaults.Interval, DurationFormat.Within(Limits.Interval));

        // A default never contradicts what is written.
        var alertDefault = defaults.AlertInterval < interval ? defaults.AlertInterval : interval;
        var alert = section.Get("alert_interval", alertDefault, DurationFormat.Within(Limits.Interval));
        if (!section.Has("interval"))
        {
            interval = alert > interval ? alert : interval;
        }
        else if (alert > interval && section.IsSound("interval", "alert_interval"))
        {
            section.Refuse("alert_interval",
                $"is \"{DurationFormat.Write(alert)}\", longer than interval \"{DurationFormat.Write(interval)}\": "
                + "look more often while something is wrong, not less");
        }

        var (kernelLog, also) =
            section.Get("kernel_log", (defaults.KernelLog, defaults.KernelLogAlso), KernelLogFormat.Read);
        return new SamplingSettings
        {
            Interval = interval,
            AlertInterval = alert,
            KernelLog = kernelLog,
            KernelLogAlso = also,
        };
    }

    /// <summary>Reads <c>[gates]</c>.</summary>
    internal static GateSettings ReadGates(Section section)
    {
        var defaults = new GateSettings();
        return new GateSettings
        {
            MinUptime = section.Get("min_uptime", defaults.MinUptime, DurationFormat.Within(Limits.MinUptime)),
            MaxMemoryPressureBasisPoints =
                section.Get<int>("max_memory_pressure", defaults.MaxMemoryPressureBasisPoints,
                    FractionFormat.BasisPoints),
            MaxIoPressureBasisPoints =
                section.Get<int>("max_io_pressure", defaults.MaxIoPressureBasisPoints, FractionFormat.BasisPoints),
            Windows = section.List<DailyWindow>(
                "windows", WindowFormat.Read, "leave it out to act at any time of day", "[\"01:00-05:00\"]"),
        };
    }

    /// <summary>Reads <c>[prevent]</c>.</summary>
    /// <param name="section">The table.</param>
    /// <param name="kernel">The kernel that it is for; null for any.</param>
    internal static PreventSettings ReadPrevent(Section section, KernelVersion? kernel) => new()
    {
        Set = new TuneSetReader(section, kernel, isPrevention: true).Read(),
    };

    /// <summary>Reads <c>[incident]</c>.</summary>
    internal static IncidentSettings ReadIncident(Section section)
    {
        var defaults = new IncidentSettings();
        var relapse =
            section.Get("relapse_window", defaults.RelapseWindow, DurationFormat.Within(Limits.RelapseWindow));
        var (backOff, most) =
            ReadGrowing(section, "back_off", defaults.BackOff, "max_back_off", defaults.MaxBackOff, Limits.BackOff);
        var splay = section.Get("splay", defaults.Splay, DurationFormat.Within(Limits.Splay));
        return new IncidentSettings
        {
            RelapseWindow = relapse,
            BackOff = backOff,
            MaxBackOff = most,
            Splay = splay,
            Blame = section.Get("blame", defaults.Blame, ValueFormat.Boolean),
        };
    }

    /// <summary>Reads <c>[reserve]</c>.</summary>
    internal static ReserveSettings ReadReserve(Section section) => new()
    {
        SizeBytes = section.Get<ulong>("size", 0, SizeFormat.Within(Limits.ReserveBytes)),
        RefillAfter = section.Get(
            "refill_after", new ReserveSettings().RefillAfter, DurationFormat.Within(Limits.RefillAfter)),
    };

    /// <summary>Reads <c>[record]</c>.</summary>
    internal static RecordSettings ReadRecord(Section section) => new()
    {
        Days = section.Get("days", new RecordSettings().Days, ValueFormat.Integer(Limits.RecordDays)),
    };

    /// <summary>Reads a rest that doubles, and the longest that it gets.</summary>
    internal static (TimeSpan First, TimeSpan Most) ReadGrowing(
        Section section, string key, TimeSpan restDefault, string mostKey, TimeSpan mostDefault, Range<TimeSpan> range)
    {
        var rest = section.Get(key, restDefault, DurationFormat.Within(range));
        var most = section.Get(mostKey, rest > mostDefault ? rest : mostDefault, DurationFormat.Within(range));
        if (most < rest && section.IsSound(key, mostKey))
        {
            section.Refuse(mostKey,
                $"is \"{DurationFormat.Write(most)}\", shorter than {key}{Stated(section, key, rest)}");
        }

        return (rest, most);
    }

    /// <summary>The value of another key, and whether it is there to be seen.</summary>
    private static string Stated(Section section, string key, TimeSpan value) => section.Has(key)
        ? $" \"{DurationFormat.Write(value)}\""
        : $", which is \"{DurationFormat.Write(value)}\" unless the file says otherwise";
}
