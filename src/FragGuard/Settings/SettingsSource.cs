using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Where the guard's settings come from, at its start and at every reload.</summary>
/// <remarks>Without a file of its own, FragGuard runs by its built-in defaults: they are what the file that it ships
/// says. A file that somebody named has to be there, and so has one that was there before: whoever moved it away for a
/// moment did not ask for the defaults, which act where the file may have said dry run.</remarks>
internal sealed class SettingsSource
{
    /// <summary>Where the file is unless the command line names another.</summary>
    internal const string DefaultPath = "/etc/fragguard.toml";

    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly string? _named;
    private readonly bool _dryRun;
    private bool _hadFile;

    /// <summary>The source.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="named">The file that the command line names; null for the default one.</param>
    /// <param name="machine">The machine that the settings are for.</param>
    /// <param name="dryRun">The command line asks for a dry run, whatever the file says.</param>
    internal SettingsSource(KernelRoot root, string? named, MachineProfile machine, bool dryRun = false) =>
        (_root, _named, _machine, _dryRun) = (root, named, machine, dryRun);

    /// <summary>The file's name in messages.</summary>
    internal string Name => _named ?? DefaultPath;

    /// <summary>How the program ends if the last read gave no settings at start.</summary>
    internal int ExitCode { get; private set; }

    /// <summary>What the last read found, for a person: each mistake and each warning with its source line and a
    /// caret.</summary>
    internal string Rendered { get; private set; } = "";

    /// <summary>Reads the settings.</summary>
    /// <returns>The settings with a summary and the warnings, or the mistakes; one a line.</returns>
    internal SettingsRead Read()
    {
        var file = ConfigFile.Read(_named ?? _root.Path(DefaultPath), Name);
        ExitCode = file.ExitCode;
        Rendered = file.Error ?? "";
        var isGone = file.IsAbsent && _hadFile;
        _hadFile |= !file.IsAbsent;
        if (isGone)
        {
            Rendered = $"{file.Error}: it was there before, and differs from the built-in defaults";
            return new SettingsRead(null, Rendered);
        }

        if (file.IsAbsent && _named is null)
        {
            (ExitCode, Rendered) = (ExitCodes.Ok, "");
            return Loaded(new GuardSettings(), $"built-in defaults, because there is no {DefaultPath}", []);
        }

        if (file.Content is null)
        {
            return new SettingsRead(null, file.Error!);
        }

        var result = ConfigReader.Read(file.Content, Name, _machine, MachineZonesReader.Read(_root));
        Rendered = string.Join('\n', result.Rendered());
        if (result.Settings is { } settings)
        {
            return Loaded(settings, Name, result.Warnings);
        }

        ExitCode = ExitCodes.Config;
        return new SettingsRead(null, string.Join('\n', result.Errors));
    }

    /// <summary>How much there is in the settings: <c>1 watch, 3 rungs</c>.</summary>
    internal static string Count(GuardSettings settings) =>
        $"{Quantity.Of(settings.Watches.Count, "watch")}, {Quantity.Of(settings.Ladder.Count, "rung")}";

    private SettingsRead Loaded(GuardSettings settings, string from, IReadOnlyList<ConfigProblem> warnings)
    {
        settings = settings with { DryRun = settings.DryRun || _dryRun };
        var words = $"{from}: {Count(settings)}{(settings.DryRun ? ", dry run" : "")}";
        return new SettingsRead(settings,
            string.Join('\n', warnings.Select(warning => warning.ToString()).Prepend(words)));
    }
}
