using System.Diagnostics;
using FragGuard.Chaos.Check;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos;

/// <summary>Plays case after case until the time is over, and tells of each that fails how to play it again.</summary>
internal sealed class Campaign(Options options)
{
    private readonly Lock _telling = new();
    private int _lastCase = -1;
    private int _passed;
    private int _failed;

    /// <summary>Plays.</summary>
    /// <returns>How many cases passed and failed.</returns>
    internal (int Passed, int Failed) Run()
    {
        // The tree may lie where other users cannot look.
        var copy = Directory.CreateTempSubdirectory("fragguard-chaos-bin-").FullName;
        try
        {
            File.SetUnixFileMode(copy, (UnixFileMode)0x1ed);
            File.Copy(options.Binary, copy + "/fragguard");
            return Run(copy + "/fragguard");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    // A case sleeps most of its time: several are played side by side.
    private (int Passed, int Failed) Run(string binary)
    {
        var clock = Stopwatch.StartNew();
        var players = new Thread[options.Case is null ? options.Jobs : 1];
        for (var i = 0; i < players.Length; i++)
        {
            players[i] = new Thread(() =>
            {
                while (Next(clock.Elapsed) is { } number)
                {
                    var plan = Plan.Draw(options.Seed, number, options.IsRoot);
                    var findings = Play(plan, binary, out var story);
                    lock (_telling)
                    {
                        _ = findings.All.Count == 0 ? _passed++ : _failed++;
                        Tell(plan, findings, story);
                    }
                }
            });
            players[i].Start();
        }

        foreach (var player in players)
        {
            player.Join();
        }

        return (_passed, _failed);
    }

    // The case to play next; null if that was all. One at least is played.
    private int? Next(TimeSpan elapsed)
    {
        var place = Interlocked.Increment(ref _lastCase);
        var isOver = options.Case is not null ? place > 0
            : options.Cases is { } count ? place >= count
            : place > 0 && elapsed >= options.Duration;
        return isOver ? null : options.Case ?? place;
    }

    private Findings Play(Plan plan, string binary, out List<string> story)
    {
        var findings = new Findings();
        story = [];
        using var storm = new Storm(plan, binary, findings);
        var vigil = new Vigil(storm);
        storm.StartGuard(Launch.Plain);
        foreach (var step in plan.Steps)
        {
            if (options.Steps is { } only && !only.Contains(step.Number))
            {
                continue;
            }

            var words = step.Fault.Strike(storm, new Random(step.Seed));
            story.Add($"{step.Number,2}  {words}");
            Thread.Sleep(step.PauseMs);
            vigil.Look();
        }

        storm.LiftAll();
        new Aftermath(storm).Check();
        vigil.Look();
        return findings;
    }

    private void Tell(Plan plan, Findings findings, List<string> story)
    {
        if (findings.All.Count == 0)
        {
            if (options.IsVerbose)
            {
                Console.WriteLine($"case {plan.Number}: passed ({plan.Machine}; {story.Count} steps)");
            }

            return;
        }

        Console.WriteLine($"case {plan.Number}: FAILED ({plan.Machine})");
        foreach (var line in story)
        {
            Console.WriteLine("    " + Shown(line));
        }

        foreach (var (kind, text) in findings.All)
        {
            Console.WriteLine($"  {kind}: {Shown(text)}");
        }

        Console.WriteLine($"  again: ./build.sh chaos --seed {plan.Seed} --case {plan.Number}");
    }

    // What the guard said is shown with nothing in it that could steer a terminal.
    private static string Shown(string text) => string.Concat(text.Select(letter =>
        letter == '\n' || (!char.IsControl(letter) && Texts.Fault(letter.ToString()) is null) ? letter : '?'));
}
