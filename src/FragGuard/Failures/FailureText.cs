using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>failures</c> prints for people: each failure with its zones, its cause and what to do, and a
/// summary.</summary>
internal sealed class FailureText(Display display, int pageBytes) : IFailureReport
{
    private const int Indent = 2;
    private const int MostZones = 40;
    private const int MostConsequences = 5;

    private readonly TextWriterBuffer _sheet = new(display);
    private readonly FailureTally _tally = new();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes => _sheet.Bytes;

    /// <inheritdoc/>
    public void Clear() => _sheet.Clear();

    /// <inheritdoc/>
    public void Take(FailureEvent failure)
    {
        var judgement = FailureJudgement.Of(failure);
        var header = failure.Failure;
        var bytes = failure.Evidence.Dump.PageKib * 1024 ?? pageBytes;
        _tally.Take(failure, judgement, bytes);
        _sheet.Put($"line {failure.Line}", Tone.Faint);
        _sheet.Line(failure.Time.Length == 0 ? "" : ", " + failure.Time, Tone.Faint);
        _sheet.MoveTo(Indent);
        if (!header.IsFailure)
        {
            _sheet.Paragraph(FailureWords.What(failure, bytes), Indent);
            _sheet.EndLine();
            return;
        }

        var who = string.IsNullOrEmpty(failure.Comm) ? "" : failure.Comm + ": ";
        var times = failure.Count > 1 ? $", {failure.Count} times" : "";
        _sheet.Paragraph(who + FailureWords.What(failure, bytes) + times, Indent, Tone.Title);
        WriteFlags(failure);
        WriteZones(judgement);
        _sheet.Paragraph(FailureCause.Of(failure, judgement), Indent, ToneOf(judgement.Verdict));
        _sheet.Paragraph(FailureAdvice.Of(failure, judgement), Indent);
        WriteWatch(FailureAdvice.Watch(failure, judgement, bytes), judgement);
        WriteRest(failure);
        _sheet.EndLine();
    }

    /// <inheritdoc/>
    public void Finish(FailureScanner scanner) => _tally.Write(_sheet, scanner, pageBytes);

    private void WriteFlags(FailureEvent failure)
    {
        _sheet.Paragraph(string.Join('|', failure.Failure.Gfp), Indent, Tone.Faint);
        _sheet.Paragraph(FlagText.Of(failure.Failure), Indent, Tone.Faint);
        if (failure.NodeMask is { } nodes)
        {
            _sheet.Paragraph($"bound to node {nodes}: free memory elsewhere was of no use", Indent);
        }

        if (failure.Cpuset is { Length: > 1 } cpuset)
        {
            var allowed = failure.MemsAllowed is { } mems ? $" (nodes {mems})" : "";
            _sheet.Paragraph($"cpuset {cpuset}{allowed}", Indent);
        }
    }

    private void WriteZones(FailureJudgement judgement)
    {
        if (judgement.Zones.Count == 0)
        {
            return;
        }

        var table = new Table(
            new TableColumn("node"), new TableColumn("zone", IsLeft: true), new TableColumn("free kB"),
            new TableColumn("min kB"), new TableColumn("suitable"), new TableColumn("could serve", IsLeft: true));
        for (var i = 0; i < judgement.Zones.Count && i < MostZones; i++)
        {
            var zone = judgement.Zones[i];
            table.Add(
                ZoneText.Why(zone), zone.Zone.Node?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",
                zone.Zone.Name, zone.Zone.FreeKib?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",
                zone.Zone.MinKib?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",
                Quantity.Count(zone.SuitableBlocks), zone.CouldServe ? "yes" : "no");
        }

        table.Write(_sheet, Indent);
        if (judgement.Zones.Count > MostZones)
        {
            _sheet.Paragraph($"{judgement.Zones.Count - MostZones} more zones", Indent);
        }
    }

    private void WriteWatch(string? watch, FailureJudgement judgement)
    {
        if (watch is not null && judgement.Zones.Count > 0)
        {
            foreach (var line in watch.TrimEnd('\n').Split('\n'))
            {
                _sheet.MoveTo(Indent + Indent);
                _sheet.Line(line);
            }
        }
    }

    private void WriteRest(FailureEvent failure)
    {
        if (failure.IsWithoutCompaction)
        {
            _sheet.Paragraph("This kernel is built without compaction: it cannot form large blocks from small ones.",
                Indent);
        }

        if (failure.ConsequenceCount > 0)
        {
            _sheet.Paragraph($"failed because of it, within two seconds ({failure.ConsequenceCount}):", Indent);
            for (var i = 0; i < failure.Consequences.Count && i < MostConsequences; i++)
            {
                _sheet.Paragraph(failure.Consequences[i], Indent + Indent, Tone.Faint);
            }
        }
    }

    private static Tone ToneOf(FailureVerdict verdict) => verdict switch
    {
        FailureVerdict.Fragmentation or FailureVerdict.LowMemory => Tone.Bad,
        FailureVerdict.Harmless => Tone.Good,
        _ => Tone.Warn,
    };
}
