using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A history for programs: one object a line, incidents first as they end, then a total for each remedy and
/// each watch, then one for all.</summary>
internal sealed class HistoryJson : IHistoryReport, IDisposable
{
    private const int PrintedBytes = 32 << 10;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Utf8JsonWriter _json;

    internal HistoryJson() =>
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions
        {
            Encoder =
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        });

    /// <inheritdoc/>
    public void Take(PastIncident incident)
    {
        Begin("incident"u8);
        _json.WriteString("host"u8, incident.Host);
        _json.WriteNumber("id"u8, incident.Id);
        _json.WriteString("opened"u8, Clock.Utc(incident.OpenedUs));
        _json.WriteString("ended"u8, incident.End == PastIncidentEnd.Open ? null : Clock.Utc(incident.EndedUs));
        _json.WriteString("end"u8, EndWord(incident.End));
        Write("seconds"u8, incident.Length);
        _json.WriteString("watch"u8, incident.Watch);
        _json.WriteString("zones"u8, incident.Zones);
        Write("order"u8, incident.Order);
        _json.WriteString("diagnosis"u8, incident.Diagnosis);
        _json.WriteString("reason"u8, incident.CloseReason);
        _json.WriteBoolean("exhausted"u8, incident.WasExhausted);
        _json.WriteNumber("runs"u8, incident.RunCount);
        _json.WriteNumber("gain"u8, incident.Gain);
        _json.WriteNumber("cost_ms"u8, incident.CostMs);
        _json.WriteNumber("reread_bytes"u8, incident.RereadBytes);
        _json.WriteStartArray("tried"u8);
        foreach (var run in incident.Runs)
        {
            _json.WriteStartObject();
            Write(run);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        End();
    }

    /// <inheritdoc/>
    public void TakeRun(PastIncident incident, PastRun run)
    {
        Begin("run"u8);
        _json.WriteString("host"u8, incident.Host);
        _json.WriteNumber("id"u8, incident.Id);
        Write(run);
        End();
    }

    private void Write(in PastRun run)
    {
        _json.WriteString("at"u8, Clock.Utc(run.AtUs));
        _json.WriteString("remedy"u8, run.Remedy);
        _json.WriteString("outcome"u8, run.Outcome);
        Write("gain"u8, run.Gain);
        _json.WriteNumber("cost_ms"u8, run.CostMs);
        _json.WriteNumber("reread_bytes"u8, run.RereadBytes);
    }

    /// <inheritdoc/>
    public void Finish(HistoryTally tally)
    {
        foreach (var remedy in tally.Remedies)
        {
            Begin("remedy"u8);
            _json.WriteString("remedy"u8, remedy.Remedy);
            Write("order"u8, remedy.Order);
            _json.WriteNumber("tried"u8, remedy.Tried);
            _json.WriteNumber("healed"u8, remedy.Healed);
            _json.WriteNumber("partial"u8, remedy.Partial);
            _json.WriteNumber("no_gain"u8, remedy.NoGain);
            _json.WriteNumber("failed"u8, remedy.Failed);
            _json.WriteNumber("skipped"u8, remedy.Skipped);
            _json.WriteString("last_skip"u8, remedy.LastSkip);
            Write("median_gain"u8, remedy.Gains.At(500));
            Write("median_cost_ms"u8, remedy.CostsMs.At(500));
            _json.WriteNumber("cost_ms"u8, remedy.CostsMs.Sum);
            _json.WriteNumber("reread_bytes"u8, remedy.RereadBytes);
            End();
        }

        foreach (var watch in tally.Watches)
        {
            Begin("watch"u8);
            _json.WriteString("watch"u8, watch.Watch);
            _json.WriteNumber("incidents"u8, watch.Incidents);
            _json.WriteNumber("healed_by_rung"u8, watch.HealedByRungs);
            _json.WriteNumber("healed_by_itself"u8, watch.HealedByThemselves);
            _json.WriteNumber("exhausted"u8, watch.Exhausted);
            Write("below_seconds"u8, watch.Below);
            Write("below_permille"u8, HistoryPage.Permille(watch.Below, tally.Guarded));
            End();
        }

        Begin("total"u8);
        _json.WriteStartArray("hosts"u8);
        foreach (var host in tally.Hosts)
        {
            _json.WriteStringValue(host);
        }

        _json.WriteEndArray();
        _json.WriteNumber("records"u8, tally.Records);
        _json.WriteString("first"u8, tally.Records == 0 ? null : Clock.Utc(tally.FirstUs));
        _json.WriteString("last"u8, tally.Records == 0 ? null : Clock.Utc(tally.LastUs));
        Write("guarded_seconds"u8, tally.Guarded);
        _json.WriteNumber("incidents"u8, tally.Incidents);
        _json.WriteNumber("healed"u8, tally.Healed);
        _json.WriteNumber("exhausted"u8, tally.Exhausted);
        _json.WriteNumber("failures"u8, tally.Failures);
        Write("median_ms"u8, tally.LengthsMs.At(500));
        End();
        StandardOutput.TryWrite(_output.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    /// <summary>The word for an end, in JSON and CSV.</summary>
    internal static string EndWord(PastIncidentEnd end) => end switch
    {
        PastIncidentEnd.Closed => "closed",
        PastIncidentEnd.Open => "open",
        _ => "unknown",
    };

    private void Begin(ReadOnlySpan<byte> type)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void Write(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void Write(ReadOnlySpan<byte> name, TimeSpan time) =>
        _json.WriteNumber(name, Math.Round(time.TotalSeconds, 3));

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n"u8);
        if (_output.WrittenCount > PrintedBytes)
        {
            StandardOutput.TryWrite(_output.WrittenSpan);
            _output.ResetWrittenCount();
        }
    }
}
