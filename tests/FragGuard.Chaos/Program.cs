using System.Diagnostics;
using System.Globalization;
using FragGuard.Chaos;

const string inOwnMounts = "FRAGGUARD_CHAOS_MOUNTS";
const int usage = 64;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return usage;
}

if (options.Parsers is { } inputs)
{
    return ParserRun.Run(options.Seed, inputs);
}

// File systems that are mounted here shall be seen nowhere else, and be gone with this process.
if (options.IsRoot && Environment.GetEnvironmentVariable(inOwnMounts) is null)
{
    string[] command = [Environment.ProcessPath!, .. args, "--seed", $"{options.Seed}"];
    var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", .. command]);
    start.Environment[inOwnMounts] = "1";
    using var child = Process.Start(start)!;
    child.WaitForExit();
    return child.ExitCode;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"chaos: seed {options.Seed}, {options.Duration.TotalMinutes:0.##} min, ")
    + (options.IsRoot ? "as root" : "not root: no mounts, no other users"));
var (passed, failed) = new Campaign(options).Run();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
return failed == 0 ? 0 : 1;
