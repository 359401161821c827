using FragGuard.Toml;

namespace FragGuard.Config;

/// <summary>Every key of the file and where it belongs. Found out by reading an empty table of each kind.</summary>
internal static class KeyCatalog
{
    private static readonly Lazy<IReadOnlyList<(string Place, IReadOnlyList<string> Keys)>> Places = new(FindOut);

    /// <summary>The tables and remedies in the order of the file, each with its keys.</summary>
    internal static IReadOnlyList<(string Place, IReadOnlyList<string> Keys)> All => Places.Value;

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

    private static List<(string Place, IReadOnlyList<string> Keys)> FindOut()
    {
        var places = new List<(string, IReadOnlyList<string>)>
        {
            ("at the top of the file, before the first table", KeysOf(section => DocumentReader.ReadTop(section))),
            ("in [sampling]", KeysOf(section => HostSections.ReadSampling(section))),
            ("in [[watch]]", KeysOf(section => WatchReader.ReadKeys(section))),
            ("in [gates]", KeysOf(section => HostSections.ReadGates(section))),
            ("in [incident]", KeysOf(section => HostSections.ReadIncident(section))),
            ("in [[ladder]]", KeysOf(RungReader.ReadCommonKeys)),
        };
        foreach (var name in RemedyReader.Names)
        {
            places.Add(($"to remedy \"{name}\"", KeysOf(section => RemedyReader.Read(name, section, kernel: null))));
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
