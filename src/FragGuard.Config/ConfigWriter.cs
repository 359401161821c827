using System.Text;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Writes settings as a configuration file that reads back to equal settings. Every key is there, defaults
/// too.</summary>
/// <remarks>A key that is off by being absent is left out, for TOML has no word for it.</remarks>
internal static class ConfigWriter
{
    /// <summary>The settings as TOML; every line ends with LF.</summary>
    internal static string Write(GuardSettings settings)
    {
        var text = new StringBuilder();
        Add(text, "dry_run", TomlValue.Of(settings.DryRun));

        // An empty list of tables can only be written here, before the first table.
        AddIf(text, settings.Watches.Count == 0, "watch", "[]");
        AddIf(text, settings.Ladder.Count == 0, "ladder", "[]");
        WriteSampling(text, settings.Sampling);
        foreach (var watch in settings.Watches)
        {
            WriteWatch(text, watch);
        }

        WriteGates(text, settings.Gates);
        WritePrevent(text, settings.Prevent);
        WriteIncident(text, settings.Incident);
        WriteReserve(text, settings.Reserve);
        WriteRecord(text, settings.Record);
        WriteFleet(text, settings);
        foreach (var rung in settings.Ladder)
        {
            WriteRung(text, rung);
        }

        return text.ToString();
    }

    private static void WriteSampling(StringBuilder text, SamplingSettings sampling)
    {
        text.Append("\n[sampling]\n");
        Add(text, "interval", TomlValue.Duration(sampling.Interval));
        Add(text, "alert_interval", TomlValue.Duration(sampling.AlertInterval));
        Add(text, "kernel_log", KernelLogFormat.Write(sampling));
    }

    private static void WriteWatch(StringBuilder text, WatchSettings watch)
    {
        text.Append("\n[[watch]]\n");
        Add(text, "name", TomlValue.Text(watch.Name));
        Add(text, "order", OrderFormat.Write(watch.Order));
        Add(text, "floor", watch.Floor is { } floor ? AmountFormat.Write(floor) : null);
        Add(text, "clear", watch.Clear is { } clear ? AmountFormat.Write(clear) : null);
        Add(text, "unusable_above", watch.UnusableAbovePermille is { } above
            ? FractionFormat.WritePermille(above)
            : null);
        Add(text, "unusable_below", watch.UnusableBelowPermille is { } below
            ? FractionFormat.WritePermille(below)
            : null);
        Add(text, "for", TomlValue.Duration(watch.For));
        Add(text, "zones", TomlValue.List(watch.Zones, zone => TomlValue.Text(zone.ToString())));
        Add(text, "nodes", TomlValue.List(watch.Nodes, TomlValue.Of));
        Add(text, "min_zone", TomlValue.Size(watch.MinZoneBytes));
        Add(text, "ahead", TomlValue.Duration(watch.Ahead));
        Add(text, "during", watch.During is { } window ? TomlValue.Text(window) : null);
        Add(text, "stalls_above", watch.StallsAbove is { } stalls
            ? TomlValue.Quoted(RateFormat.WritePerMinute(stalls))
            : null);
    }

    private static void WriteGates(StringBuilder text, GateSettings gates)
    {
        text.Append("\n[gates]\n");
        Add(text, "min_uptime", TomlValue.Duration(gates.MinUptime));
        Add(text, "max_memory_pressure", FractionFormat.WriteBasisPoints(gates.MaxMemoryPressureBasisPoints));
        Add(text, "max_io_pressure", FractionFormat.WriteBasisPoints(gates.MaxIoPressureBasisPoints));
        Add(text, "windows", TomlValue.List(gates.Windows, window => TomlValue.Text(window.ToString())));
    }

    private static void WritePrevent(StringBuilder text, PreventSettings prevent)
    {
        text.Append("\n[prevent]\n");
        AddIf(text, prevent.Set.Count > 0, TuneSetReader.Key, TuneSetReader.Write(prevent.Set));
    }

    private static void WriteIncident(StringBuilder text, IncidentSettings incident)
    {
        text.Append("\n[incident]\n");
        Add(text, "relapse_window", TomlValue.Duration(incident.RelapseWindow));
        Add(text, "back_off", TomlValue.Duration(incident.BackOff));
        Add(text, "max_back_off", TomlValue.Duration(incident.MaxBackOff));
        Add(text, "splay", TomlValue.Duration(incident.Splay));
        Add(text, "blame", TomlValue.Of(incident.Blame));
    }

    private static void WriteFleet(StringBuilder text, GuardSettings settings)
    {
        text.Append("\n[metrics]\n");
        Add(text, "textfile", TomlValue.Text(settings.Metrics.TextFile));
        Add(text, "probe", TomlValue.Text(settings.Metrics.Probe));
        Add(text, "free_blocks", TomlValue.Of(settings.Metrics.FreeBlocks));
        text.Append("\n[export]\n");
        Add(text, "node_features", TomlValue.Text(settings.Export.NodeFeatures));
        text.Append("\n[notify]\n");
        Add(text, "command", TomlValue.List(settings.Notify.Command, TomlValue.Text));
        Add(text, "on", TomlValue.List(settings.Notify.On, TomlValue.Text));
        Add(text, "timeout", TomlValue.Duration(settings.Notify.Timeout));
        Add(text, "per_hour", TomlValue.Of(settings.Notify.PerHour));
    }

    private static void WriteReserve(StringBuilder text, ReserveSettings reserve)
    {
        text.Append("\n[reserve]\n");
        Add(text, "size", reserve.IsOn ? TomlValue.Size(reserve.SizeBytes) : null);
        Add(text, "refill_after", TomlValue.Duration(reserve.RefillAfter));
    }

    private static void WriteRecord(StringBuilder text, RecordSettings record)
    {
        text.Append("\n[record]\n");
        Add(text, "days", TomlValue.Of(record.Days));
    }

    private static void WriteRung(StringBuilder text, RungSettings rung)
    {
        text.Append("\n[[ladder]]\n");
        Add(text, "remedy", TomlValue.Text(rung.Remedy.Name));
        foreach (var key in rung.Remedy.Definition.Keys)
        {
            Add(text, key.Name, RemedyReader.Write(key, rung.Remedy));
        }

        Add(text, "cooldown", TomlValue.Duration(rung.Cooldown));
        Add(text, "max_cooldown", TomlValue.Duration(rung.MaxCooldown));
        Add(text, "max_stall",
            TomlValue.Quoted(
                rung.MaxStallBasisPoints is { } share ? RateFormat.WriteShare(share) : RungReader.Unlimited));
        Add(text, "max_reread",
            TomlValue.Quoted(
                rung.MaxRereadBytesPerSecond is { } bytes ? RateFormat.WritePerSecond(bytes) : RungReader.Unlimited));
        Add(text, "per_hour", Budget(rung.PerHour));
        Add(text, "per_day", Budget(rung.PerDay));
        Add(text, "timeout", TomlValue.Duration(rung.Timeout));
        Add(text, "settle", TomlValue.Duration(rung.Settle));
    }

    private static void Add(StringBuilder text, string key, string? value) =>
        AddIf(text, value is not null, key, value!);

    private static void AddIf(StringBuilder text, bool isThere, string key, string value)
    {
        if (isThere)
        {
            text.Append(key).Append(" = ").Append(value).Append('\n');
        }
    }

    private static string Budget(int? runs) =>
        runs is { } number ? TomlValue.Of(number) : TomlValue.Quoted(RungReader.Unlimited);
}
