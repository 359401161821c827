using System.Buffers;
using System.Text.Json;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>status --json</c> prints: one line, stable, for other programs.</summary>
internal static class StatusJson
{
    /// <summary>Writes it, with a newline behind it.</summary>
    internal static void Write(StatusView view, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("page_size"u8, view.PageBytes);
            json.WriteStartArray("zones"u8);
            foreach (ref readonly var row in view.FreeBlocks.Rows)
            {
                WriteZone(json, row, view.Sizes);
            }

            json.WriteEndArray();
            json.WriteNumber("skipped_lines"u8, view.FreeBlocks.SkippedLines);
            json.WriteStartArray("watches"u8);
            foreach (var watch in view.Watches)
            {
                WriteWatch(json, watch);
            }

            json.WriteEndArray();
            json.WritePropertyName("incident"u8);
            WriteIncident(json, view.Daemon);
            WriteDaemon(json, view.Daemon);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteZone(Utf8JsonWriter json, in BuddyInfo row, ZoneInfoTable? sizes)
    {
        json.WriteStartObject();
        WriteId(json, row.Id);
        if (sizes is not null && sizes.TryFind(row.Id, out var size))
        {
            json.WriteNumber("managed_pages"u8, size.ManagedPages);
        }
        else
        {
            json.WriteNull("managed_pages"u8);
        }

        json.WriteNumber("free_pages"u8, row.Free.FreePages);
        OrderArrays.Write(json, row.Free);
        json.WriteEndObject();
    }

    // A watch of huge pages where the kernel has none watches nothing.
    private static void WriteWatch(Utf8JsonWriter json, WatchView watch)
    {
        if (watch.Order is not { } order)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("name"u8, watch.Name);
        json.WriteNumber("order"u8, order);
        json.WriteString("state"u8, watch.State.Word());
        json.WriteStartArray("zones"u8);
        foreach (var zone in watch.Zones)
        {
            json.WriteStartObject();
            WriteId(json, zone.Id);
            json.WriteNumber("suitable"u8, zone.Numbers.Suitable);
            json.WriteNumber("floor"u8, zone.FloorBlocks);
            json.WriteString("diagnosis"u8, zone.IsDiagnosisUnknown ? null : zone.Diagnosis?.Word());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteIncident(Utf8JsonWriter json, DaemonView daemon)
    {
        if (daemon is { IsRunning: true, Incident: { } incident })
        {
            incident.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteDaemon(Utf8JsonWriter json, DaemonView daemon)
    {
        json.WriteStartObject("daemon"u8);
        json.WriteBoolean("running"u8, daemon.IsRunning);
        if (daemon.IsRunning)
        {
            json.WriteBoolean("dry_run"u8, daemon.IsDryRun);
            json.WriteBoolean("exhausted"u8, daemon.IsExhausted);
        }

        json.WriteString("problem"u8, daemon.Problem ?? daemon.Error ?? daemon.Note);
        json.WriteString("refused"u8, daemon.Refused);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, ZoneId id)
    {
        json.WriteNumber("node"u8, id.Node);
        json.WriteString("zone"u8, id.Zone.ToString());
    }
}
