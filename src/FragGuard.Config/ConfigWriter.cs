using System.Globalization;
using System.Text;
using FragGuard.Config.Toml;
using FragGuard.Kernel;
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
        Add(text, "dry_run", Word(settings.DryRun));

        // An empty list of tables can only be written here, before the first table.
        AddIf(text, settings.Watches.Count == 0, "watch", "[]");
        AddIf(text, settings.Ladder.Count == 0, "ladder", "[]");
        WriteSampling(text, settings.Sampling);
        foreach (var watch in settings.Watches)
        {
            WriteWatch(text, watch);
        }

        WriteGates(text, settings.Gates);
        WriteIncident(text, settings.Incident);
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
        Add(text, "interval", Duration(sampling.Interval));
        Add(text, "alert_interval", Duration(sampling.AlertInterval));
        Add(text, "kernel_log", KernelLogForm.Write(sampling));
    }

    private static void WriteWatch(StringBuilder text, WatchSettings watch)
    {
        text.Append("\n[[watch]]\n");
        Add(text, "name", TomlText.String(watch.Name));
        Add(text, "order", OrderForm.Write(watch.Order));
        Add(text, "floor", watch.Floor is { } floor ? AmountForm.Write(floor) : null);
        Add(text, "clear", watch.Clear is { } clear ? AmountForm.Write(clear) : null);
        Add(text, "unusable_above", watch.UnusableAbovePermille is { } above
            ? FractionForm.WritePermille(above)
            : null);
        Add(text, "unusable_below", watch.UnusableBelowPermille is { } below
            ? FractionForm.WritePermille(below)
            : null);
        Add(text, "for", Duration(watch.For));
        Add(text, "zones", List(watch.Zones, zone => TomlText.String(zone.ToString())));
        Add(text, "nodes", List(watch.Nodes, Number));
        Add(text, "min_zone", Size(watch.MinZoneBytes));
        Add(text, "ahead", Duration(watch.Ahead));
    }

    private static void WriteGates(StringBuilder text, GateSettings gates)
    {
        text.Append("\n[gates]\n");
        Add(text, "min_uptime", Duration(gates.MinUptime));
        Add(text, "max_memory_pressure", FractionForm.WriteBasisPoints(gates.MaxMemoryPressureBasisPoints));
        Add(text, "max_io_pressure", FractionForm.WriteBasisPoints(gates.MaxIoPressureBasisPoints));
        Add(text, "windows", List(gates.Windows, window => TomlText.String(window.ToString())));
    }

    private static void WriteIncident(StringBuilder text, IncidentSettings incident)
    {
        text.Append("\n[incident]\n");
        Add(text, "relapse_window", Duration(incident.RelapseWindow));
        Add(text, "back_off", Duration(incident.BackOff));
        Add(text, "max_back_off", Duration(incident.MaxBackOff));
        Add(text, "splay", Duration(incident.Splay));
    }

    private static void WriteFleet(StringBuilder text, GuardSettings settings)
    {
        text.Append("\n[metrics]\n");
        Add(text, "textfile", TomlText.String(settings.Metrics.TextFile));
        Add(text, "probe", TomlText.String(settings.Metrics.Probe));
        Add(text, "free_blocks", Word(settings.Metrics.FreeBlocks));
        text.Append("\n[export]\n");
        Add(text, "node_features", TomlText.String(settings.Export.NodeFeatures));
        text.Append("\n[notify]\n");
        Add(text, "command", List(settings.Notify.Command, TomlText.String));
        Add(text, "on", List(settings.Notify.On, TomlText.String));
        Add(text, "timeout", Duration(settings.Notify.Timeout));
        Add(text, "per_hour", Number(settings.Notify.PerHour));
    }

    private static void WriteRung(StringBuilder text, RungSettings rung)
    {
        text.Append("\n[[ladder]]\n");
        Add(text, "remedy", TomlText.String(rung.Remedy.Name));
        WriteRemedy(text, rung.Remedy);
        Add(text, "cooldown", Duration(rung.Cooldown));
        Add(text, "max_cooldown", Duration(rung.MaxCooldown));
        Add(text, "max_stall", Quoted(rung.MaxStallBasisPoints is { } share ? RateForm.WriteShare(share) : RungReader.Unlimited));
        Add(text, "max_reread",
            Quoted(rung.MaxRereadBytesPerSecond is { } bytes ? RateForm.WritePerSecond(bytes) : RungReader.Unlimited));
        Add(text, "per_hour", Budget(rung.PerHour));
        Add(text, "per_day", Budget(rung.PerDay));
        Add(text, "timeout", Duration(rung.Timeout));
        Add(text, "settle", Duration(rung.Settle));
    }

    private static void WriteRemedy(StringBuilder text, RemedySettings remedy)
    {
        switch (remedy)
        {
            case DropCachesSettings drop:
                Add(text, "what", Quoted(Words.DropWhat.Of(drop.What)));
                Add(text, "sync_first", Word(drop.SyncFirst));
                Add(text, "min_cache", Size(drop.MinCacheBytes));
                Add(text, "max_dirty", Size(drop.MaxDirtyBytes));
                break;
            case CompactMemorySettings compact:
                Add(text, "scope", Quoted(Words.CompactScope.Of(compact.Scope)));
                break;
            case TuneSettings tune:
                Add(text, "set", $"{{ {tune.Set.Join(", ", Entry)} }}");
                Add(text, "restore", Quoted(Words.RestorePolicy.Of(tune.Restore)));
                break;
            case ReclaimSettings reclaim:
                Add(text, "amount", Size(reclaim.AmountBytes));
                Add(text, "swappiness", reclaim.Swappiness is { } swappiness ? Number(swappiness) : null);
                Add(text, "cgroup", reclaim.Cgroup is { } cgroup ? TomlText.String(cgroup) : null);
                break;
            case FlagRebootSettings flag:
                Add(text, "file", TomlText.String(flag.File));
                break;
            case HookSettings hook:
                Add(text, "command", List(hook.Command, TomlText.String));
                break;
            default:
                break;
        }
    }

    private static string Entry(TuneEntry entry)
    {
        var isNumber = KnobCatalog.TryFind(entry.Knob, out var knob) && knob.Kind != KnobKind.Choice
            && long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var value = isNumber ? entry.Value : TomlText.String(entry.Value);
        var bound = entry.Rule switch
        {
            TuneRule.AtLeast => $"{{ at_least = {value} }}",
            TuneRule.AtMost => $"{{ at_most = {value} }}",
            _ => value,
        };
        return $"{TomlText.Key(entry.Knob)} = {bound}";
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

    private static string? List<T>(ValueList<T> items, Func<T, string> write) =>
        items.Count == 0 ? null : $"[{items.Join(", ", write)}]";

    private static string Budget(int? runs) => runs is { } number ? Number(number) : Quoted(RungReader.Unlimited);

    private static string Duration(TimeSpan duration) => Quoted(DurationForm.Write(duration));

    private static string Size(ulong bytes) => Quoted(SizeForm.Write(bytes));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(bool truth) => truth ? "true" : "false";

    private static string Quoted(string plain) => $"\"{plain}\"";
}
