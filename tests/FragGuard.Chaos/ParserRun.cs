using System.Globalization;
using FragGuard.Chaos.Parsers;

namespace FragGuard.Chaos;

/// <summary><c>--parsers N</c>: damaged texts for every parser, on this thread, with a second one that watches for
/// inputs that take too long.</summary>
internal static class ParserRun
{
    private const long Chunk = 100_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(int seed, long inputs)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"parsers: seed {seed}, {inputs} inputs"));
        var storm = new ParserStorm(ParserCorpus.Load(), seed);
        using var watch = new Timer(_ => EndIfHung(storm), null, Longest, Longest / 4);
        var failed = 0L;
        for (var from = 0L; from < inputs; from += Chunk)
        {
            storm.Run(from, Math.Min(Chunk, inputs - from), (number, fault) =>
            {
                failed++;
                Console.WriteLine($"input {number}: {fault}\n  {ParserStorm.Printable(storm.Input(number).Text)}");
            });
            if (from / Chunk % 10 == 9)
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"  {from + Chunk} inputs, {failed} failed"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{inputs - failed} passed, {failed} failed"));
        return failed == 0 ? 0 : 1;
    }

    private static void EndIfHung(ParserStorm storm)
    {
        var (number, milliseconds) = storm.Present;
        if (milliseconds > Longest.TotalMilliseconds)
        {
            Console.WriteLine($"input {number} hangs:\n  {ParserStorm.Printable(storm.Input(number).Text)}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} passed, 1 failed"));
            Environment.Exit(1);
        }
    }
}
