using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A replay as JSON for programs: one object a line, for each event that the guard would have put into the
/// journal. Fields that an event does not have are left out.</summary>
/// <remarks><code>{"t":120,"event":"incident-opened","incident":1,"watch":"w","node":0,"zone":"Normal","order":4,
/// "diagnosis":"fragmented","before":10}</code></remarks>
public sealed class ReplayJson(IBufferWriter<byte> output) : IDisposable
{
    // The lines go to programs and terminals, not into web pages.
    private readonly Utf8JsonWriter _json =
        new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes one line.</summary>
    /// <returns>False for a decision, which is no event: nothing is written.</returns>
    public bool TryWrite(in ReplayEntry entry)
    {
        if (entry is { Failure: null, Event: null })
        {
            return false;
        }

        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("t"u8, TraceTime.Seconds(entry.At));
        if (entry.Failure is { } failure)
        {
            Write(failure);
        }
        else
        {
            Write(entry.Event!);
        }

        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(FailureReport failure)
    {
        _json.WriteString("event"u8, ReplayNames.AllocationFailure);
        Write("order"u8, failure.Order);
        _json.WriteString("kind"u8, failure.Kind);
        Write("comm"u8, failure.Comm);
        Write("mode"u8, failure.Failure.Mode);
        if (failure.Gfp.Count > 0)
        {
            _json.WriteStartArray("gfp"u8);
            foreach (var flag in failure.Gfp)
            {
                _json.WriteStringValue(flag);
            }

            _json.WriteEndArray();
        }

        _json.WriteString("verdict"u8, failure.Verdict);
    }

    private void Write(PolicyEvent told)
    {
        _json.WriteString("event"u8, ReplayNames.Of(told.Kind));
        _json.WriteNumber("incident"u8, told.Incident);
        Write("watch"u8, told.Watch);
        Write("node"u8, told.Zone?.Node);
        Write("zone"u8, told.Zone?.Zone.ToString());
        WriteZones(told.Zones);
        Write("order"u8, told.Order);
        Write("diagnosis"u8, told.Diagnosis?.Word());
        Write("rung"u8, told.Rung);
        Write("remedy"u8, told.Remedy);
        Write("outcome"u8, told.Outcome?.Word());
        Write("reason"u8, told.Reason.Code == ReasonCode.None ? null : told.Reason.Word);
        Write("before"u8, told.Before);
        Write("after"u8, told.After);
        Write("gain"u8, told.Gain);
        Write("stalls"u8, told.StallsPerMinute);
        Write("stalls_after"u8, told.StallsAfter);
    }

    // Where more than one zone is counted together; node and zone above are the worst of them.
    private void WriteZones(ValueList<ZoneId> zones)
    {
        if (zones.Count < 2)
        {
            return;
        }

        _json.WriteStartArray("zones"u8);
        foreach (var zone in zones)
        {
            _json.WriteStartObject();
            _json.WriteNumber("node"u8, zone.Node);
            _json.WriteString("zone"u8, zone.Zone.ToString());
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Write(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void Write(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
    }

    private void Write(ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
    }
}
