using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads the document: its own keys, and each table with the reader of that table.</summary>
internal sealed class DocumentReader(
    TomlTable document, ProblemLog problems, MachineProfile? machine, MachineZones? zones)
{
    private const string WatchKey = "watch";
    private const string LadderKey = "ladder";

    /// <summary>The settings; they mean something only if no mistake was noted.</summary>
    internal GuardSettings Read()
    {
        var top = new Section(document, default, "", problems);
        var defaults = new GuardSettings();
        var sampling = Table(top, "sampling", GlobalTables.ReadSampling, defaults.Sampling);
        var settings = new GuardSettings
        {
            DryRun = ReadDryRun(top),
            Sampling = sampling,
            Gates = Table(top, "gates", GlobalTables.ReadGates, defaults.Gates),
            Reserve = Table(top, "reserve", GlobalTables.ReadReserve, defaults.Reserve),
            Prevent = Table(top, "prevent", ReadPrevent, defaults.Prevent),
            Incident = Table(top, "incident", GlobalTables.ReadIncident, defaults.Incident),
            Record = Table(top, "record", GlobalTables.ReadRecord, defaults.Record),
            Metrics = Table(top, "metrics", FleetTables.ReadMetrics, defaults.Metrics),
            Export = Table(top, "export", FleetTables.ReadExport, defaults.Export),
            Notify = Table(top, "notify", FleetTables.ReadNotify, defaults.Notify),
            Watches = Tables(top, WatchKey, Limits.Watches) is { } watches
                ? ReadWatches(watches, sampling)
                : defaults.Watches,
            Ladder = Tables(top, LadderKey, Limits.Rungs) is { } rungs ? ReadLadder(rungs) : defaults.Ladder,
        };
        top.RefuseUnknown();
        WarnOfRungsForGood(top, settings);
        ReserveChecks.Judge(settings, top, machine?.Facts, zones);
        if (settings.Watches.Count == 0 && !settings.Sampling.KernelLog && top.IsSound(WatchKey, "sampling"))
        {
            top.WarnAt(top.At(WatchKey), "there is no watch, and kernel_log is false: nothing is ever noticed");
        }

        return settings;
    }

    /// <summary>Asks for every key of the document itself.</summary>
    internal static void ReadTop(Section top)
    {
        _ = ReadDryRun(top);
        string[] tables =
            [
                "sampling", WatchKey, "gates", "reserve", "prevent", "incident", "record", "metrics", "export",
                "notify", LadderKey,
            ];
        foreach (var table in tables)
        {
            _ = top.TryGetRaw(table, out _);
        }
    }

    // What is set for good is not put back, so what was held does not come back either.
    private static void WarnOfRungsForGood(Section top, GuardSettings settings)
    {
        for (var rung = 0; rung < settings.Ladder.Count; rung++)
        {
            var remedy = settings.Ladder[rung].Remedy;
            if (remedy.Definition.RestoredWhen(remedy) != RestorePolicy.Never)
            {
                continue;
            }

            foreach (var entry in remedy.Definition.HeldKnobs(remedy))
            {
                if (settings.Prevent.Find(entry.Knob) is not null)
                {
                    top.WarnAt(top.At("prevent"), $"[prevent]: {entry.Knob} is held only until rung {rung + 1} has set "
                        + "it, because restore = \"never\" there");
                }
            }
        }
    }

    private PreventSettings ReadPrevent(Section section)
    {
        var prevent = GlobalTables.ReadPrevent(section, machine?.Kernel);
        new ConfigMachineChecks(machine, zones).Judge(prevent, section);
        return prevent;
    }

    private static bool ReadDryRun(Section top) => top.Get("dry_run", new GuardSettings().DryRun, ValueFormat.Boolean);

    private T Table<T>(Section top, string key, Func<Section, T> read, T defaults)
    {
        if (!top.TryGetRaw(key, out var value))
        {
            return defaults;
        }

        if (value is not TomlTable table)
        {
            top.Refuse(key, value is TomlArray { IsOfTables: true }
                ? $"has two pairs of brackets; write [{key}], once"
                : $"is {ValueFormat.Shown(value)}; expected a table [{key}]");
            return defaults;
        }

        var section = new Section(table, table.Position, $"[{key}]", problems);
        var settings = read(section);
        section.RefuseUnknown();
        return settings;
    }

    /// <summary>The tables of an array of tables; null if the file has none of them.</summary>
    private static List<TomlTable>? Tables(Section top, string key, int limit)
    {
        if (!top.TryGetRaw(key, out var value))
        {
            return null;
        }

        var tables = new List<TomlTable>();
        switch (value)
        {
            case TomlArray array:
                TakeTables(top, key, array, tables);
                break;
            case TomlTable table:
                top.Refuse(key, $"is a single table; write [[{key}]], with two pairs of brackets, for each");
                tables.Add(table);
                break;
            default:
                top.Refuse(key, $"is {ValueFormat.Shown(value)}; expected tables [[{key}]]");
                break;
        }

        if (tables.Count > limit)
        {
            top.RefuseAt(key, tables[limit].Position,
                $"{key} is there {tables.Count} times; at most {limit} are taken");
        }

        return tables.Take(limit).ToList();
    }

    private static void TakeTables(Section top, string key, TomlArray array, List<TomlTable> tables)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i].Value is TomlTable table)
            {
                tables.Add(table);
            }
            else
            {
                var shown = ValueFormat.Shown(array[i].Value);
                top.RefuseAt(key, array[i].At, $"{key} {i + 1} is {shown}; expected a table");
            }
        }
    }

    private ValueList<WatchSettings> ReadWatches(List<TomlTable> tables, SamplingSettings sampling)
    {
        var names = new WatchNames();
        var sections = new List<Section>();
        var watches = new List<WatchSettings>();
        foreach (var table in tables)
        {
            var section = new Section(table, table.Position, $"watch {watches.Count + 1}", problems);
            sections.Add(section);
            watches.Add(WatchReader.Read(section, names));
        }

        for (var i = 0; i < watches.Count; i++)
        {
            watches[i] = names.Name(watches[i]);
            new ConfigMachineChecks(machine, zones).Judge(watches[i], sections[i]);
        }

        return [.. watches];
    }

    private ValueList<RungSettings> ReadLadder(List<TomlTable> tables)
    {
        var rungs = new List<RungSettings>();
        var sections = new List<Section>();
        for (var i = 0; i < tables.Count; i++)
        {
            var section = new Section(tables[i], tables[i].Position, $"rung {i + 1}", problems);
            if (RungReader.Read(section, machine?.Kernel) is { } rung)
            {
                sections.Add(section);
                rungs.Add(rung);
                new ConfigMachineChecks(machine, zones).Judge(rung, section);
            }
        }

        for (var i = 0; i + 1 < rungs.Count; i++)
        {
            if (rungs[i].Remedy.IsEscalation && !rungs[i + 1].Remedy.IsEscalation)
            {
                sections[i].Warn("remedy", $"is \"{rungs[i].Remedy.Name}\", an escalation rung: "
                    + "it runs after all other rungs, wherever it stands; put it last");
            }
        }

        return [.. rungs];
    }
}
