using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Show;

/// <summary>Counts failures by order and task.</summary>
internal sealed class FailureTally
{
    // Whoever starts tasks under ever new names must not make this program grow.
    private const int MostGroups = 1000;
    private const int ShownGroups = 20;

    private readonly Dictionary<(int? Order, string Comm), long> _groups = [];
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
        if (_groups.Count < MostGroups || _groups.ContainsKey(key))
        {
            _groups[key] = _groups.GetValueOrDefault(key) + 1;
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
        var groups = new List<Group>();
        foreach (var ((order, comm), count) in _groups)
        {
            groups.Add(new Group(order, comm, count));
        }

        groups.Sort();
        foreach (var (order, comm, count) in groups.GetRange(0, Math.Min(groups.Count, ShownGroups)))
        {
            var size = order is >= 0 and <= Order.Max and var known
                ? Quantity.Short(Quantity.BlockBytes(known, pageBytes))
                : "-";
            table.Add(
                note: null,
                count.ToString(CultureInfo.InvariantCulture),
                order?.ToString(CultureInfo.InvariantCulture) ?? "-",
                size,
                comm.Length == 0 ? "-" : comm);
        }

        table.Write(sheet, indent: 2);
        var rest = _others;
        for (var i = ShownGroups; i < groups.Count; i++)
        {
            rest += groups[i].Count;
        }

        if (rest > 0)
        {
            sheet.Paragraph($"{rest} of other orders or tasks", indent: 2);
        }
    }

    /// <summary>Equal failures; the most frequent come first, of those the largest.</summary>
    private sealed record Group(int? Order, string Comm, long Count) : IComparable<Group>
    {
        public int CompareTo(Group? other) => other is null ? -1
            : Count != other.Count ? other.Count.CompareTo(Count)
            : Order != other.Order ? Nullable.Compare(other.Order, Order)
            : string.CompareOrdinal(Comm, other.Comm);
    }
}
