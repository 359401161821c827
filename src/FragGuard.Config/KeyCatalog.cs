using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>A table or a remedy, and the keys that it takes.</summary>
internal sealed record KeyPlace(string Place, IReadOnlyList<string> Keys);

/// <summary>Every key of the file and where it belongs. Found out by reading an empty table of each kind.</summary>
internal static class KeyCatalog
{
    private static readonly Lazy<IReadOnlyList<KeyPlace>> Places = new(FindOut);

    /// <summary>The tables and remedies in the order of the file, each with its keys.</summary>
    internal static IReadOnlyList<KeyPlace> All => Places.Value;

    /// <summary>What was probably meant by an unknown key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="known">The keys that its table takes.</param>
    internal static string Advice(string key, IReadOnlyList<string> known)
    {
        var homes = All.Where(place => place.Keys.Contains(key)).Select(place => place.Place).ToList();
        if (homes.Count > 0)
        {
            return $"it belongs {string.Join(" and ", homes)}";
        }

        if (Spelling.Nearest(key, known) is { } nearest)
        {
            return $"did you mean \"{nearest}\"?";
        }

        foreach (var (place, keys) in All)
        {
            if (Spelling.Nearest(key, keys) is { } elsewhere)
            {
                return $"did you mean \"{elsewhere}\", which belongs {place}?";
            }
        }

        return $"known here: {string.Join(", ", known)}";
    }

    private static List<KeyPlace> FindOut()
    {
        var places = new List<KeyPlace>
        {
            new("at the top of the file, before the first table", KeysOf(section => DocumentReader.ReadTop(section))),
            new("in [sampling]", KeysOf(section => GlobalTables.ReadSampling(section))),
            new("in [[watch]]", KeysOf(section => WatchReader.ReadKeys(section))),
            new("in [gates]", KeysOf(section => GlobalTables.ReadGates(section))),
            new("in [prevent]", KeysOf(section => GlobalTables.ReadPrevent(section, kernel: null))),
            new("in [incident]", KeysOf(section => GlobalTables.ReadIncident(section))),
            new("in [reserve]", KeysOf(section => GlobalTables.ReadReserve(section))),
            new("in [record]", KeysOf(section => GlobalTables.ReadRecord(section))),
            new("in [metrics]", KeysOf(section => FleetTables.ReadMetrics(section))),
            new("in [export]", KeysOf(section => FleetTables.ReadExport(section))),
            new("in [notify]", KeysOf(section => FleetTables.ReadNotify(section))),
            new("in [[ladder]]", KeysOf(RungReader.ReadCommonKeys)),
        };
        foreach (var remedy in RemedyCatalog.All)
        {
            places.Add(new KeyPlace($"to remedy \"{remedy.Name}\"", [.. remedy.Keys.Select(key => key.Name)]));
        }

        return places;
    }

    private static IReadOnlyList<string> KeysOf(Action<Section> read)
    {
        var section = new Section(new TomlTable(), default, "", new ProblemLog("", new SourceText(default)));
        read(section);
        return section.Known;
    }
}
