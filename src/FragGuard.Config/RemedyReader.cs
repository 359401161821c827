using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads and writes what a rung's remedy has of its own, key by key as its definition says.</summary>
internal static class RemedyReader
{
    /// <summary>Reads the settings of a remedy.</summary>
    /// <param name="remedy">The remedy.</param>
    /// <param name="section">The rung's table.</param>
    /// <param name="kernel">The kernel that it is for; null for any.</param>
    internal static RemedySettings Read(RemedyDefinition remedy, Section section, KernelVersion? kernel)
    {
        var settings = remedy.Defaults;
        foreach (var key in remedy.Keys)
        {
            settings = Read(key, settings, section, kernel);
        }

        return settings;
    }

    /// <summary>Refuses a rung without a key that its remedy needs, once it is known that none is misspelt.</summary>
    internal static void RefuseIncomplete(RemedyDefinition remedy, Section section)
    {
        foreach (var key in remedy.Keys)
        {
            if (!key.IsRequired || section.Has(key.Name) || !section.IsSound(key.Name))
            {
                continue;
            }

            if (key is KnobSetKey)
            {
                TuneSetReader.RefuseAbsent(section);
            }
            else
            {
                section.Refuse($"runs nothing; add {key.Name} = {key.Example}");
            }
        }
    }

    /// <summary>A key's value as TOML; null for one that is not set.</summary>
    internal static string? Write(RemedyKey key, RemedySettings settings) => key switch
    {
        FlagKey flag => TomlValue.Of(flag.Get(settings)),
        ChoiceKey choice => TomlValue.Quoted(choice.Words[choice.Get(settings)]),
        SizeKey { MayBeAll: true } size when size.Get(settings) == SizeKey.All => TomlValue.Quoted(SizeFormat.All),
        SizeKey size => TomlValue.Size(size.Get(settings)),
        NumberKey number => number.Get(settings) is { } value ? TomlValue.Of(value) : null,
        PathKey path => TomlValue.Text(path.Get(settings)),
        TextKey text => text.Get(settings) is { } value ? TomlValue.Text(value) : null,
        CommandKey command => TomlValue.List(command.Get(settings), TomlValue.Text),
        KnobSetKey set => TuneSetReader.Write(set.Get(settings)),
        _ => throw new ArgumentException($"{key.Name} is of a kind that is not known here", nameof(key)),
    };

    private static RemedySettings Read(RemedyKey key, RemedySettings settings, Section section, KernelVersion? kernel)
    {
        switch (key)
        {
            case FlagKey flag:
                return section.TryGet<bool>(key.Name, ValueFormat.Boolean, out var isSet)
                    ? flag.With(settings, isSet)
                    : settings;
            case ChoiceKey choice:
                return section.TryGet<int>(key.Name, new WordFormat(choice.Words).Read, out var index)
                    ? choice.With(settings, index)
                    : settings;
            case SizeKey size:
                return section.TryGet(key.Name, SizeFormat.Of(size), out var bytes)
                    ? size.With(settings, bytes)
                    : settings;
            case NumberKey number:
                return section.TryGet(
                    key.Name, ValueFormat.Integer(new Range<int>(number.Min, number.Max)), out var value)
                    ? number.With(settings, value)
                    : settings;
            case PathKey path:
                return section.TryGet<string>(key.Name, PathFormat.Serving(path.Expected), out var file)
                    ? path.With(settings, file)
                    : settings;
            case TextKey text:
                return section.TryGet<string>(key.Name, ValueFormat.Text(text), out var name)
                    ? text.With(settings, name)
                    : settings;
            case CommandKey command:
                return command.With(settings, CommandFormat.Read(section, key.Name, key.Example!));
            case KnobSetKey set:
                return set.With(settings, new TuneSetReader(section, kernel).Read());
            default:
                throw new ArgumentException($"{key.Name} is of a kind that is not known here", nameof(key));
        }
    }
}
