using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard history</c>: incidents and rungs out of the journal, and what they came to.</summary>
internal static class HistoryCommand
{
    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "What 'journalctl -t fragguard -o json' wrote, a journal file or a directory of them; - "
                + "for standard "
                + "input. Default: the journal.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var since = Time("--since", "Only what began at this time or later: 2026-11-26, '2026-11-26 03:10', "
            + "yesterday, 7d.");
        var until = Time("--until", "Only what began before this time.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var csv = new Option<bool>("--csv") { Description = "Print the incidents as comma-separated values." };
        var html = new Option<string?>("--html")
        {
            Description = "Write one HTML file; - for standard output.",
            HelpName = "FILE"
        };
        var command = new Command("history", "Show incidents and rungs from the journal, with what each remedy "
            + "gained and cost.");
        command.Arguments.Add(file);
        command.Options.Add(since);
        command.Options.Add(until);
        command.Options.Add(json);
        command.Options.Add(csv);
        command.Options.Add(html);
        command.SetAction(parsed =>
        {
            if ((parsed.GetValue(json) ? 1 : 0) + (parsed.GetValue(csv) ? 1 : 0)
                + (parsed.GetValue(html) is null ? 0 : 1) > 1)
            {
                throw new GuardException(ExitCodes.Usage, "--json, --csv and --html: name one of them");
            }

            var now = TimeProvider.System.GetLocalNow();
            var span = (
                parsed.GetValue(since) is { } first ? TimeArgument.Parse(first, "--since", now) : 0,
                parsed.GetValue(until) is { } last ? TimeArgument.Parse(last, "--until", now) : long.MaxValue);
            using var journal = JournalSource.Open(CommandLine.RootOf(parsed), parsed.GetValue(file), span.Item1);
            using var lines = new HistoryJson();
            return Run(
                journal, span,
                parsed.GetValue(json) ? lines : parsed.GetValue(csv) ? new HistoryCsv()
                    : new HistoryPage(parsed.GetValue(html)));
        });
        return command;
    }

    /// <summary>Reads all of a journal.</summary>
    /// <param name="fill">Where its lines come from.</param>
    /// <param name="span">From when to when: microseconds since 1970.</param>
    /// <param name="ended">Told of each incident.</param>
    /// <param name="others">Lines that were none of the guard's records.</param>
    /// <param name="ranOn">Told of the runs of an incident that has more of them than it keeps.</param>
    internal static HistoryTally Read(LogFill fill, (long SinceUs, long UntilUs) span, Action<PastIncident> ended,
        out long others, Action<PastIncident, PastRun>? ranOn = null)
    {
        var tally = new HistoryTally(ended) { RanOn = ranOn };
        var record = new GuardRecord();
        var lines = new LogLines(fill);
        others = 0;
        while (lines.TryRead(out var line))
        {
            if (!record.TryRead(line))
            {
                others += line.IsEmpty ? 0 : 1;
            }
            else if (record.AtUs >= span.SinceUs && record.AtUs < span.UntilUs)
            {
                tally.Take(record);
            }
        }

        tally.Finish();
        return tally;
    }

    private static Option<string?> Time(string name, string description) =>
        new(name) { Description = description, HelpName = TimeArgument.HelpName };

    private static int Run(JournalSource journal, (long SinceUs, long UntilUs) span, IHistoryReport report)
    {
        var tally = Read(journal.Fill, span, report.Take, out var others, report.TakeRun);
        journal.Finish(tally.Records);
        if (tally.Records == 0)
        {
            var where = others > 0 ? $"; {others} lines are none of the guard's: expected those of 'journalctl -t "
                + $"fragguard -o json'"
                : !journal.IsThere
                    ? ": this host keeps no journal (neither /var/log/journal nor /run/log/journal is there)"
                : span.SinceUs > 0 || span.UntilUs < long.MaxValue ? " in that time" : "";
            Console.Error.WriteLine($"fragguard: no record of the guard{where}");
        }

        report.Finish(tally);
        return tally.Records == 0 && others > 0 ? ExitCodes.No : ExitCodes.Ok;
    }
}

/// <summary>What a history is printed as.</summary>
internal interface IHistoryReport
{
    /// <summary>Takes an incident.</summary>
    void Take(PastIncident incident);

    /// <summary>Takes a run of an incident that has more of them than it keeps, before the incident itself.</summary>
    void TakeRun(PastIncident incident, PastRun run)
    {
    }

    /// <summary>Takes the totals and prints what is left.</summary>
    void Finish(HistoryTally tally);
}
