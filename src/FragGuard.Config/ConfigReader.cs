using FragGuard.Config.Toml;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads <c>fragguard.toml</c>: all of it or nothing, and every mistake at once.</summary>
internal static class ConfigReader
{
    /// <summary>Reads a configuration.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="sourceName">What to call it in messages, normally its path.</param>
    /// <param name="machine">The machine that it is for; null to judge it for any.</param>
    /// <param name="zones">The machine's memory zones; null if they are not known.</param>
    /// <returns>The settings, or the mistakes; and what may not be meant. Never throws.</returns>
    internal static ConfigResult Read(
        ReadOnlySpan<byte> utf8, string sourceName, MachineProfile? machine, MachineZones? zones = null)
    {
        var document = TomlReader.Read(utf8, out var errors);
        var problems = new ProblemLog(sourceName, new SourceText(utf8));
        problems.Take(errors);
        var result = problems.Result(new DocumentReader(document, problems, machine, zones).Read());
        return result with
        {
            LacksLadder = !document.ContainsKey("ladder"),
            LacksWatch = !document.ContainsKey("watch"),
        };
    }
}
