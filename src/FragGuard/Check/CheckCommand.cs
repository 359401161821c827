using System.CommandLine;
using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard check</c>: validates a configuration as <c>nginx -t</c> does, and with <c>--system</c> the
/// machine too.</summary>
/// <remarks>Problems go to stderr, all of them; what was asked for goes to stdout. With <c>--print</c> stdout is valid
/// TOML: everything else is in comments.</remarks>
internal static class CheckCommand
{
    private const string StandardInput = "-";
    private const int Columns = 98;

    /// <summary>What the command line asks for.</summary>
    /// <param name="File">The file; null for the default one, <c>-</c> for standard input.</param>
    /// <param name="System">Probe the machine too.</param>
    /// <param name="Print">Print the effective settings.</param>
    /// <param name="Explain">Say in words what they do.</param>
    internal sealed record Options(string? File, bool System = false, bool Print = false, bool Explain = false);

    /// <summary>Where a check reads and writes.</summary>
    internal sealed record Streams(Func<Stream> OpenInput, TextWriter Output, TextWriter Error);

    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = $"The configuration to check; - for standard input. Without it {SettingsSource.DefaultPath}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = Flag("--system", "Probe every kernel file, kernel setting and rung of this machine, too.");
        var print = Flag("--print", "Print the configuration in force, defaults filled in, as TOML.");
        var explain = Flag("--explain", "Say in words what the configuration will do, and when.");
        const string description = "Validate the configuration: report every error, and exit with 78 if there is one.";
        var command = new Command("check", description) { file, system, print, explain };
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            new Options(
                parsed.GetValue(file), parsed.GetValue(system), parsed.GetValue(print), parsed.GetValue(explain)),
            new Streams(Console.OpenStandardInput, Console.Out, Console.Error)));
        return command;
    }

    /// <summary>Checks.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(KernelRoot root, Options options, Streams streams)
    {
        var machine = MachineProbe.Probe(root);
        var name = options.File == StandardInput ? "<stdin>" : options.File ?? SettingsSource.DefaultPath;
        var file = options.File == StandardInput
            ? ConfigFile.Read(streams.OpenInput(), name)
            : ConfigFile.Read(options.File ?? root.Path(SettingsSource.DefaultPath), name);
        if (file.IsAbsent && options.File is null)
        {
            return ShowDefaults(root, options, machine, streams.Output);
        }

        if (file.Content is not { } content)
        {
            streams.Error.WriteLine(file.Error);
            _ = ShowSystem(root, options, machine, settings: null, streams.Output);
            return file.ExitCode;
        }

        var result = ConfigReader.Read(content, name, machine, MachineZonesReader.Read(root));
        Report(result, name, streams.Error);
        if (result.Settings is { } settings)
        {
            Write(streams.Output, options, [Summary($"{name}: ok", settings), .. Defaults(result, settings, name)]);
        }

        var exitCode = Show(root, options, machine, result.Settings, streams.Output);
        return result.Settings is null ? ExitCodes.Config : exitCode;
    }

    // The guard starts without a file, so a machine without one is not wrong.
    private static int ShowDefaults(KernelRoot root, Options options, MachineProfile machine, TextWriter to)
    {
        var settings = new GuardSettings();
        Write(to, options, [Summary($"{SettingsSource.DefaultPath}: no such file: built-in defaults", settings)]);
        return Show(root, options, machine, settings, to);
    }

    private static string Summary(string what, GuardSettings settings) =>
        $"{what}, {SettingsSource.Count(settings)}{(settings.DryRun ? ", dry run" : "")}";

    // What a file leaves out is not off.
    private static IEnumerable<string> Defaults(ConfigResult result, GuardSettings settings, string name)
    {
        if (result.LacksWatch && settings.Watches.Count > 0)
        {
            yield return $"{name}: no [[watch]], so the default one is in force: {settings.Watches[0].Name} "
                + "(none: watch = [])";
        }

        if (result.LacksLadder && settings.Ladder.Count > 0)
        {
            var rungs = settings.Ladder.Join(", ", rung => rung.Remedy.Name);
            yield return $"{name}: no [[ladder]], so the default one is in force: {rungs} (none: ladder = [])";
        }
    }

    private static int Show(
        KernelRoot root, Options options, MachineProfile machine, GuardSettings? settings, TextWriter to)
    {
        if (settings is not null && options.Explain)
        {
            var paragraphs = new ConfigExplainer(settings, machine.Facts).Paragraphs();
            Write(to, options, ["", .. ConfigExplainer.Lines(paragraphs, Columns)]);
        }

        var exitCode = ShowSystem(root, options, machine, settings, to);
        if (settings is not null && options.Print)
        {
            to.Write("\n" + ConfigWriter.Write(settings));
        }

        return exitCode;
    }

    private static int ShowSystem(
        KernelRoot root, Options options, MachineProfile machine, GuardSettings? settings, TextWriter to)
    {
        if (!options.System)
        {
            return ExitCodes.Ok;
        }

        var check = new SystemCheck(root, machine, settings);
        Write(to, options, ["", .. SystemTable.Lines(check.Groups())]);
        return check.ExitCode;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static void Report(ConfigResult result, string name, TextWriter to)
    {
        foreach (var problem in result.Rendered())
        {
            to.WriteLine(problem);
        }

        var count = result.Errors.Count;
        if (count > 0)
        {
            var isCut = result.Errors[^1].Line == 0;
            to.WriteLine($"{name}: {(isCut ? $"more than {count - 1}" : count)} {(count == 1 ? "error" : "errors")}");
        }
    }

    private static void Write(TextWriter to, Options options, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            to.WriteLine((options.Print ? "# " + line : line).TrimEnd());
        }
    }
}
