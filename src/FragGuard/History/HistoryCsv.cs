using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>The incidents of a history as comma-separated values, RFC 4180, for spreadsheets.</summary>
internal sealed class HistoryCsv : IHistoryReport
{
    private const int PrintedLength = 32 << 10;

    private readonly StringBuilder _text = new(
        "host,id,opened,ended,end,seconds,watch,zones,order,diagnosis,reason,exhausted,runs,gain,cost_ms,"
        + "reread_bytes,tried\r\n");

    /// <inheritdoc/>
    public void Take(PastIncident incident)
    {
        var tried = string.Join(' ', incident.Runs.Select(run => $"{run.Remedy}:{run.Outcome}"));
        string?[] cells =
        [
            incident.Host, Number(incident.Id), Clock.Utc(incident.OpenedUs),
            incident.End == PastIncidentEnd.Open ? null : Clock.Utc(incident.EndedUs),
                HistoryJson.EndWord(incident.End),
            incident.Length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), incident.Watch,
                incident.Zones,
            incident.Order is { } order ? Number(order) : null, incident.Diagnosis, incident.CloseReason,
            incident.WasExhausted ? "1" : "0", Number(incident.RunCount), Number(incident.Gain),
                Number(incident.CostMs),
            Number(incident.RereadBytes), tried,
        ];
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i > 0 ? "," : "").Append(Quoted(cells[i] ?? ""));
        }

        _text.Append("\r\n");
        if (_text.Length > PrintedLength)
        {
            Print();
        }
    }

    /// <inheritdoc/>
    public void Finish(HistoryTally tally) => Print();

    // A name that a spreadsheet would take for a formula is text to it behind an apostrophe.
    private static string Quoted(string text)
    {
        text = SafeText.Escape(text, keepNewlines: false);
        text = text.Length > 0 && text[0] is '=' or '+' or '@' or '\t' ? "'" + text : text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void Print()
    {
        StandardOutput.TryWrite(Encoding.UTF8.GetBytes(_text.ToString()));
        _text.Clear();
    }
}
