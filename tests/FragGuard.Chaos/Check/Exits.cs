using System.Text.Json;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Check;

/// <summary>How processes may end: with a documented code and without a stack trace.</summary>
internal static class Exits
{
    private const int Ok = 0, No = 1, Unknown = 2, Usage = 64, Unavailable = 69, NoPermission = 77, Config = 78;
    private const int SystemError = 71, OutputError = 74;

    internal static void CheckGuard(GuardProcess guard, Findings findings)
    {
        if (guard.ExitCode is not (Ok or Unavailable or NoPermission or Config or SystemError or OutputError)
            && !WasOurs(guard))
        {
            findings.Add("exit-code", $"{guard.Command}: exit code {guard.ExitCode}: {Tail(guard.Said)}");
        }
        else if (guard.ExitCode == Ok && !guard.WasTerminated)
        {
            findings.Add("exit-code", $"{guard.Command}: ended with 0 though nobody stopped it: {Tail(guard.Said)}");
        }

        CheckWords(guard, findings);
    }

    internal static void CheckVerb(GuardProcess verb, Findings findings)
    {
        if (verb.ExitCode is not (Ok or No or Unknown or Usage or Unavailable or NoPermission or Config or SystemError
            or OutputError)
            && !verb.WasKilled)
        {
            findings.Add("exit-code", $"{verb.Command}: exit code {verb.ExitCode}: {Tail(verb.Said)}");
        }

        CheckWords(verb, findings);
        if (verb.Command.EndsWith("--json", StringComparison.Ordinal) && verb.ExitCode == Ok)
        {
            CheckJson(verb, findings);
        }
    }

    // Before it is ready a guard may have no handler yet: then our own signal ends it.
    private static bool WasOurs(GuardProcess guard) => guard.ExitCode switch
    {
        128 + Libc.KillNow => guard.WasKilled,
        128 + Libc.Terminate => guard.WasTerminated && !guard.WasReady,
        128 + Libc.HangUp => guard.WasHungUp && !guard.WasReady,
        _ => false,
    };

    private static void CheckWords(GuardProcess process, Findings findings)
    {
        var said = process.Said;
        if (said.Contains("   at FragGuard", StringComparison.Ordinal)
            || said.Contains("   at System", StringComparison.Ordinal)
            || said.Contains("Unhandled exception", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add("stack-trace", $"{process.Command}: {Tail(said)}");
        }

        if (Texts.Fault(said) is { } fault)
        {
            findings.Add("output", $"{process.Command}: {fault}");
        }
    }

    private static void CheckJson(GuardProcess verb, Findings findings)
    {
        try
        {
            using var json = JsonDocument.Parse(verb.Output.ToString());
        }
        catch (JsonException fault)
        {
            findings.Add("json", $"{verb.Command}: {fault.Message}: {Tail(verb.Said)}");
        }
    }

    private static string Tail(string said) => said.Length <= 1500 ? said : said[^1500..];
}
