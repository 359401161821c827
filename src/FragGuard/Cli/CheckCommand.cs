using System.CommandLine;
using FragGuard.Config;
using FragGuard.Host;
using FragGuard.Machine;

namespace FragGuard.Cli;

/// <summary><c>fragguard check</c>: validates a configuration as <c>nginx -t</c> does, and with <c>--system</c> the
/// machine too.</summary>
/// <remarks>Problems go to stderr, all of them; what was asked for goes to stdout. With <c>--print</c> stdout is valid
/// TOML: everything else is in comments.</remarks>
internal static class CheckCommand
{
    private const string StandardInput = "-";
    private const int Columns = 100;

    /// <summary>What the command line asks for.</summary>
    /// <param name="File">The file; null for the default one, <c>-</c> for standard input.</param>
    /// <param name="System">Probe the machine too.</param>
    /// <param name="Print">Print the effective settings.</param>
    /// <param name="Explain">Say in words what they do.</param>
    internal sealed record Wish(string? File, bool System = false, bool Print = false, bool Explain = false);

    /// <summary>Where a check reads and writes.</summary>
    internal sealed record Streams(Func<Stream> OpenInput, TextWriter Output, TextWriter Error);

    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = $"The settings to check; - for standard input. Without it {SettingsSource.DefaultPath}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = Flag("--system", "Probe every kernel file, knob and rung of this machine, too.");
        var print = Flag("--print", "Print the effective settings, defaults filled in, as TOML.");
        var explain = Flag("--explain", "Say in words what the settings will do, and when.");
        var command = new Command("check", "Validate the settings; tell every mistake and exit with 78 if there is one.")
        {
            file, system, print, explain,
        };
        command.SetAction(parsed => Run(
            CommandLine.RootOf(parsed),
            new Wish(parsed.GetValue(file), parsed.GetValue(system), parsed.GetValue(print), parsed.GetValue(explain)),
            new Streams(Console.OpenStandardInput, Console.Out, Console.Error)));
        return command;
    }

    /// <summary>Checks.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(KernelRoot root, Wish wish, Streams streams)
    {
        var machine = MachineProbe.Probe(root);
        var name = wish.File == StandardInput ? "<stdin>" : wish.File ?? SettingsSource.DefaultPath;
        var file = wish.File == StandardInput
            ? ConfigFile.Read(streams.OpenInput(), name)
            : ConfigFile.Read(wish.File ?? root.Path(SettingsSource.DefaultPath), name);
        var result = file.Content is { } content
            ? ConfigReader.Read(content, name, machine, MachineZones.Read(root))
            : null;
        if (file.Error is { } error)
        {
            streams.Error.WriteLine(error);
        }

        Tell(result, name, streams.Error);
        var exitCode = file.Error is not null ? file.ExitCode
            : result!.Settings is null ? ExitCodes.Config
            : ExitCodes.Ok;
        var comment = wish.Print ? "# " : "";
        if (result?.Settings is { } settings)
        {
            streams.Output.WriteLine(
                $"{comment}{name}: ok, {SettingsSource.Count(settings)}{(settings.DryRun ? ", dry run" : "")}");
        }

        if (wish.Explain && result?.Settings is { } explained)
        {
            var paragraphs = new ConfigExplainer(explained, machine.Facts).Paragraphs();
            Write(streams.Output, comment, ConfigExplainer.Lines(paragraphs, Columns - comment.Length).Prepend(""));
        }

        if (wish.System)
        {
            var check = new SystemCheck(root, machine, result?.Settings);
            Write(streams.Output, comment, SystemTable.Lines(check.Groups()).Prepend(""));
            exitCode = exitCode == ExitCodes.Ok ? check.ExitCode : exitCode;
        }

        if (wish.Print && result?.Settings is { } printed)
        {
            streams.Output.Write("\n" + ConfigWriter.Write(printed));
        }

        return exitCode;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static void Tell(ConfigResult? result, string name, TextWriter to)
    {
        foreach (var problem in result?.Rendered() ?? [])
        {
            to.WriteLine(problem);
        }

        if (result is { Errors.Count: > 0 and var errors })
        {
            var isCut = result.Errors[^1].Line == 0;
            to.WriteLine($"{name}: {(isCut ? $"more than {errors - 1}" : errors)} {(errors == 1 ? "error" : "errors")}");
        }
    }

    private static void Write(TextWriter to, string comment, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            to.WriteLine((comment + line).TrimEnd());
        }
    }
}
