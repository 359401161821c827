using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Counts failures by cause, order, zone and task.</summary>
internal sealed class FailureTally
{
    // Whoever starts tasks under ever new names must not make this program grow.
    private const int MostGroups = 1000;
    private const int ShownGroups = 20;

    private readonly Dictionary<(FailureVerdict Verdict, int? Order, string Zone, string Comm), Group> _groups = [];
    private ulong _failures;
    private ulong _others;
    private ulong _suppressed;

    /// <summary>Failed allocations.</summary>
    internal ulong Failures => _failures;

    /// <summary>How many failed for one cause.</summary>
    internal ulong Of(FailureVerdict verdict)
    {
        var count = 0UL;
        foreach (var (key, group) in _groups)
        {
            count += key.Verdict == verdict ? group.Count : 0;
        }

        return count;
    }

    /// <summary>Counts a failure.</summary>
    internal void Take(FailureEvent failure, FailureJudgement judgement, int pageBytes)
    {
        if (!failure.Failure.IsFailure)
        {
            _suppressed += failure.Failure.Kind == FailureKind.Suppressed ? failure.Failure.Number ?? 0 : 0;
            return;
        }

        _failures += failure.Count;
        var key = (judgement.Verdict, failure.Order, ZoneOf(judgement), failure.Comm ?? "");
        if (_groups.TryGetValue(key, out var group))
        {
            group.Count += failure.Count;
        }
        else if (_groups.Count < MostGroups)
        {
            _groups[key] = new Group(key, pageBytes) { Count = failure.Count };
        }
        else
        {
            _others += failure.Count;
        }
    }

    /// <summary>Writes the summary.</summary>
    internal void Write(TextWriterBuffer sheet, FailureScanner scanner, int pageBytes)
    {
        var read = Quantity.Of(scanner.Lines, "line");
        if (_failures == 0)
        {
            sheet.Paragraph($"No failed allocation in {read} of the log.", tone: Tone.Title);
            if (scanner.RefusedOfPrograms + scanner.RefusedUnknown == 0)
            {
                sheet.Paragraph(
                    "The kernel logs ten in 5 s at the most, and none for callers that want none: "
                    + "silence is no proof.");
            }
        }
        else
        {
            sheet.Put(Quantity.Of((long)Math.Min(_failures, long.MaxValue), "failed allocation"), Tone.Title);
            sheet.Paragraph($" in {read} of the log; sizes are for {Quantity.Long((UInt128)pageBytes)} pages");
            WriteGroups(sheet);
        }

        if (_suppressed > 0)
        {
            var messages = Quantity.Of((long)Math.Min(_suppressed, long.MaxValue), "more message");
            sheet.Paragraph($"{messages} suppressed by the kernel's rate limit.");
        }

        WriteRefused(sheet, scanner);
    }

    // Never a silent lie: words of a failure that were not taken are told.
    private static void WriteRefused(TextWriterBuffer sheet, FailureScanner scanner)
    {
        if (scanner.RefusedOfPrograms > 0)
        {
            sheet.Paragraph(
                $"{Quantity.Of(scanner.RefusedOfPrograms, "line")} with the words of a failure not counted: a program "
                + "wrote them, not the kernel.", tone: Tone.Warn);
        }

        if (scanner.RefusedUnknown > 0)
        {
            sheet.Paragraph(
                $"{Quantity.Of(scanner.RefusedUnknown, "line")} with the words of a failure not counted: it is not "
                + "clear who wrote them, or where the kernel's message begins.", tone: Tone.Warn);
        }

        if (scanner.FirstRefused is { } first)
        {
            sheet.Paragraph($"The first is line {scanner.FirstRefusedLine}: {first}", tone: Tone.Faint);
        }
    }

    // The zone with the most free memory that it was refused by.
    private static string ZoneOf(FailureJudgement judgement)
    {
        ZoneJudgement? worst = null;
        foreach (var zone in judgement.Zones)
        {
            var counts = zone is { IsAllowed: true, CouldServe: false } && zone.Obstacle != ZoneObstacle.Protected;
            worst = counts && (worst is null || zone.Zone.FreeKib > worst.Zone.FreeKib) ? zone : worst;
        }

        return worst is null ? "" : worst.Zone.Node is { } node ? $"{node} {worst.Zone.Name}" : worst.Zone.Name;
    }

    private void WriteGroups(TextWriterBuffer sheet)
    {
        var table = new Table(Columns());
        var rest = Fill(table);
        table.Write(sheet, indent: 2);
        if (rest > 0)
        {
            sheet.Paragraph($"{rest} of other causes, orders or tasks", indent: 2);
        }
    }

    /// <summary>The columns of <see cref="Fill"/>.</summary>
    internal static TableColumn[] Columns() =>
    [
        new TableColumn("count"), new TableColumn("order"), new TableColumn("size"),
        new TableColumn("cause", IsLeft: true), new TableColumn("zone", IsLeft: true, Spare: 1),
        new TableColumn("task", IsLeft: true),
    ];

    /// <summary>Adds the groups to a table, most frequent first.</summary>
    /// <returns>How many failures are in none of its rows.</returns>
    internal ulong Fill(Table table)
    {
        var groups = new List<Group>(_groups.Values);
        groups.Sort();
        var rest = _others;
        for (var i = 0; i < groups.Count; i++)
        {
            if (i < ShownGroups)
            {
                table.Add(note: null, groups[i].Cells());
            }
            else
            {
                rest += groups[i].Count;
            }
        }

        return rest;
    }

    /// <summary>How often one order was asked for by tasks of one name, and refused for one cause.</summary>
    private sealed class Group((FailureVerdict Verdict, int? Order, string Zone, string Comm) key, int pageBytes)
        : IComparable<Group>
    {
        private const int NotSaid = -2;

        internal ulong Count { get; set; }

        private int Asked { get; } = key.Order ?? NotSaid;

        private string Comm { get; } = key.Comm;

        private string Cause { get; } = key.Verdict.Name();

        private string Zone { get; } = key.Zone;

        // Most first; then the largest blocks; then by name.
        public int CompareTo(Group? other)
        {
            var byCount = other!.Count.CompareTo(Count);
            var byOrder = other.Asked.CompareTo(Asked);
            var byComm = string.CompareOrdinal(Comm, other.Comm);
            var byCause = string.CompareOrdinal(Cause, other.Cause);
            return byCount != 0 ? byCount : byOrder != 0 ? byOrder : byComm != 0 ? byComm
                : byCause != 0 ? byCause : string.CompareOrdinal(Zone, other.Zone);
        }

        internal TableCell[] Cells() =>
        [
            Count.ToString(CultureInfo.InvariantCulture),
            Asked == NotSaid ? "-" : Asked.ToString(CultureInfo.InvariantCulture),
            Asked is >= 0 and <= Order.Max ? Quantity.Short(Quantity.BlockBytes(Asked, pageBytes)) : "-",
            Cause,
            Zone.Length == 0 ? "-" : Zone,
            Comm.Length == 0 ? "-" : Comm,
        ];
    }
}
