using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Show;

namespace FragGuard.Failures;

/// <summary>Counts failures by order and task.</summary>
internal sealed class FailureTally
{
    // Whoever starts tasks under ever new names must not make this program grow.
    private const int MostGroups = 1000;
    private const int ShownGroups = 20;

    private readonly Dictionary<(int? Order, string Comm), Group> _groups = [];
    private long _failures;
    private long _others;
    private ulong _suppressed;

    /// <summary>Counts a message.</summary>
    internal void Take(AllocationFailure failure)
    {
        _suppressed += failure.Kind == FailureKind.Suppressed ? failure.Number ?? 0 : 0;
        if (!failure.IsFailure)
        {
            return;
        }

        _failures++;
        var key = (failure.Order, failure.Comm ?? "");
        if (_groups.TryGetValue(key, out var group))
        {
            group.Count++;
        }
        else if (_groups.Count < MostGroups)
        {
            _groups[key] = new Group(failure.Order, failure.Comm ?? "") { Count = 1 };
        }
        else
        {
            _others++;
        }
    }

    /// <summary>Writes the summary.</summary>
    internal void Write(Sheet sheet, long lines, int pageBytes)
    {
        var read = Quantity.Of(lines, "line");
        if (_failures == 0)
        {
            sheet.Paragraph($"No failed allocation in {read} of the log.", tone: Tone.Title);
            sheet.Paragraph(
                "The kernel logs ten in 5 s at the most, and none for callers that want none: silence is no proof.");
        }
        else
        {
            sheet.Put(Quantity.Of(_failures, "failed allocation"), Tone.Title);
            sheet.Paragraph($" in {read} of the log; sizes are for {Quantity.Long((UInt128)pageBytes)} pages");
            WriteGroups(sheet, pageBytes);
        }

        if (_suppressed > 0)
        {
            var messages = Quantity.Of((long)Math.Min(_suppressed, long.MaxValue), "more message");
            sheet.Paragraph($"{messages} suppressed by the kernel's rate limit.");
        }
    }

    private void WriteGroups(Sheet sheet, int pageBytes)
    {
        var table = new Table(
            new TableColumn("count"), new TableColumn("order"), new TableColumn("size"),
            new TableColumn("task", IsLeft: true));
        var groups = new List<Group>(_groups.Values);
        groups.Sort();
        var rest = _others;
        for (var i = 0; i < groups.Count; i++)
        {
            if (i < ShownGroups)
            {
                table.Add(note: null, groups[i].Cells(pageBytes));
            }
            else
            {
                rest += groups[i].Count;
            }
        }

        table.Write(sheet, indent: 2);
        if (rest > 0)
        {
            sheet.Paragraph($"{rest} of other orders or tasks", indent: 2);
        }
    }

    /// <summary>How often one order was asked for by tasks of one name.</summary>
    private sealed class Group(int? asked, string comm) : IComparable<Group>
    {
        private const int NotSaid = -2;

        internal long Count { get; set; }

        private int Asked { get; } = asked ?? NotSaid;

        private string Comm { get; } = comm;

        // Most first; then the largest blocks; then by name.
        public int CompareTo(Group? other)
        {
            var byCount = other!.Count.CompareTo(Count);
            var byOrder = other.Asked.CompareTo(Asked);
            return byCount != 0 ? byCount : byOrder != 0 ? byOrder : string.CompareOrdinal(Comm, other.Comm);
        }

        internal TableCell[] Cells(int pageBytes) =>
        [
            Count.ToString(CultureInfo.InvariantCulture),
            Asked == NotSaid ? "-" : Asked.ToString(CultureInfo.InvariantCulture),
            Asked is >= 0 and <= Order.Max ? Quantity.Short(Quantity.BlockBytes(Asked, pageBytes)) : "-",
            Comm.Length == 0 ? "-" : Comm,
        ];
    }
}
