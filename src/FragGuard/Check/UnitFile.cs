using FragGuard.Host;

namespace FragGuard;

/// <summary>The installed <c>fragguard.service</c> with its drop-ins: what systemd makes of them, as far as FragGuard
/// cares.</summary>
/// <remarks>Read as systemd.unit(5) says: the first directory that has the unit wins; drop-ins of all directories apply
/// in the order of their names, and one name counts once. Only the section <c>[Service]</c> is kept.</remarks>
internal sealed class UnitFile
{
    /// <summary>The unit's name.</summary>
    internal const string Name = "fragguard.service";

    private const int LimitBytes = 256 << 10;

    // The first has precedence. What a generator makes is of no concern here.
    private static readonly string[] Directories =
    [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ];

    private readonly List<(string Key, string Value)> _settings = [];
    private readonly List<string> _dropIns = [];

    private UnitFile(string path) => Path = path;

    /// <summary>Where the unit is.</summary>
    internal string Path { get; }

    /// <summary>Its drop-ins, in the order in which they apply.</summary>
    internal IReadOnlyList<string> DropIns => _dropIns;

    /// <summary>Reads it.</summary>
    /// <returns>Null if it is not installed, or masked.</returns>
    internal static UnitFile? Read(KernelRoot root)
    {
        foreach (var directory in Directories)
        {
            var path = $"{directory}/{Name}";
            var reading = RegularFile.Read(root.Path(path), path, LimitBytes);

            // A mask is a link to /dev/null, or an empty file.
            if (reading.End == FileReadEnd.NotAFile || reading.Content is [])
            {
                return null;
            }

            if (reading.Content is not { } content)
            {
                continue;
            }

            var unit = new UnitFile(path);
            unit.Take(content);
            unit.TakeDropIns(root);
            return unit;
        }

        return null;
    }

    /// <summary>The last value of a setting; null if it has none.</summary>
    internal string? Last(string key)
    {
        string? last = null;
        foreach (var setting in _settings)
        {
            last = setting.Key == key ? setting.Value : last;
        }

        return last is { Length: > 0 } ? last : null;
    }

    /// <summary>True if a setting is on.</summary>
    internal bool IsOn(string key) => Last(key) is { } value
        && value.ToLowerInvariant() is "yes" or "true" or "on" or "1" or "y" or "t";

    /// <summary>The words of a setting that is a list: an empty value begins it anew.</summary>
    internal List<string> Words(string key)
    {
        var words = new List<string>();
        foreach (var setting in _settings)
        {
            if (setting.Key != key)
            {
                continue;
            }

            if (setting.Value.Length == 0)
            {
                words.Clear();
            }

            words.AddRange(setting.Value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
        }

        return words;
    }

    private void TakeDropIns(KernelRoot root)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);

        // What belongs to the unit by name outranks what is for every service.
        foreach (var parent in (string[])[$"{Name}.d", "service.d"])
        {
            foreach (var directory in Directories)
            {
                foreach (var file in Names(root.Path($"{directory}/{parent}")))
                {
                    found.TryAdd(file, $"{directory}/{parent}/{file}");
                }
            }
        }

        foreach (var path in found.Values)
        {
            if (RegularFile.Read(root.Path(path), path, LimitBytes).Content is { Length: > 0 } content)
            {
                _dropIns.Add(path);
                Take(content);
            }
        }
    }

    private static IEnumerable<string> Names(string directory)
    {
        try
        {
            return Directory.Exists(directory)
                ? Directory.GetFiles(directory, "*.conf").Select(file => System.IO.Path.GetFileName(file))
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Take(byte[] content)
    {
        var (isService, whole) = (false, "");
        foreach (var raw in System.Text.Encoding.UTF8.GetString(content).Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith('#') || line.StartsWith(';'))
            {
                // Also within a setting that goes on in the next line.
                continue;
            }

            whole += line;
            if (whole.EndsWith('\\'))
            {
                whole = whole[..^1] + ' ';
                continue;
            }

            isService = whole.StartsWith('[') ? whole == "[Service]" : isService;
            var equals = whole.IndexOf('=', StringComparison.Ordinal);
            if (isService && equals > 0)
            {
                _settings.Add((whole[..equals].TrimEnd(), whole[(equals + 1)..].Trim()));
            }

            whole = "";
        }
    }
}
