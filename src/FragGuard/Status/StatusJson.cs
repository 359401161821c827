using System.Buffers;
using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>status --json</c> prints: one line, stable, for other programs.</summary>
internal static class StatusJson
{
    /// <summary>Writes it, with a newline behind it.</summary>
    /// <param name="view">What was read.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="now">The time on the guard's clock; null where that is not known.</param>
    internal static void Write(StatusView view, IBufferWriter<byte> output, TimeSpan? now = null)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            Write(view, json, now);
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes the object.</summary>
    internal static void Write(StatusView view, Utf8JsonWriter json, TimeSpan? now)
    {
        json.WriteStartObject();
        json.WriteNumber("page_size"u8, view.PageBytes);
        json.WriteStartArray("zones"u8);
        foreach (ref readonly var row in view.FreeBlocks.Rows)
        {
            WriteZone(json, row, view);
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
        WriteDaemon(json, view.Daemon, now);
        json.WriteEndObject();
    }

    private static void WriteZone(Utf8JsonWriter json, in BuddyInfo row, StatusView view)
    {
        json.WriteStartObject();
        WriteId(json, row.Id);
        if (view.Sizes is not null && view.Sizes.TryFind(row.Id, out var size))
        {
            json.WriteNumber("managed_pages"u8, size.ManagedPages);
        }
        else
        {
            json.WriteNull("managed_pages"u8);
        }

        json.WriteNumber("free_pages"u8, row.Free.FreePages);
        if (view.HiddenPages(row.Id) is { } hidden)
        {
            json.WriteNumber("hidden_pages"u8, hidden);
        }

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
        if (watch.Terms?.StallsAbove is { } stalls)
        {
            json.WriteNumber("stalls_above"u8, stalls);
        }

        if (watch.During is not null)
        {
            json.WriteString("during"u8, watch.During);
            json.WriteBoolean("waiting"u8, watch.IsWaiting);
        }

        json.WriteStartArray("zones"u8);
        foreach (var zone in watch.Zones)
        {
            json.WriteStartObject();
            WriteId(json, zone.Id);
            json.WriteNumber("suitable"u8, zone.Numbers.Suitable);
            json.WriteNumber("floor"u8, zone.FloorBlocks);
            if (watch.Terms?.StallsAbove is not null)
            {
                json.WriteBoolean("stalling"u8, zone.IsStalling);
            }

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

    private static void WriteDaemon(Utf8JsonWriter json, DaemonView daemon, TimeSpan? now)
    {
        json.WriteStartObject("daemon"u8);
        json.WriteBoolean("running"u8, daemon.IsRunning);
        if (daemon.IsRunning)
        {
            json.WriteBoolean("dry_run"u8, daemon.IsDryRun);
            json.WriteBoolean("exhausted"u8, daemon.IsExhausted);
            WriteTimes(json, daemon, now);
            StatusReserve.Write(json, daemon.Reserve);
            StatusPrevention.Write(json, daemon.Prevented);
        }

        json.WriteString("problem"u8, daemon.Problem ?? daemon.Error ?? daemon.Silence ?? daemon.Note);
        json.WriteString("refused"u8, daemon.Refused);
        json.WriteEndObject();
    }

    // Left out where none is open.
    private static void WriteWindows(Utf8JsonWriter json, DaemonView daemon, TimeSpan? now)
    {
        if (daemon.Windows.Count == 0 || now is not { } time)
        {
            return;
        }

        json.WriteStartArray("windows"u8);
        foreach (var window in daemon.Windows)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, window.Name);
            json.WriteNumber("left_s"u8, Math.Round(Math.Max(0, (window.Until - time).TotalSeconds)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter json, DaemonView daemon, TimeSpan? now)
    {
        if (now is { } time && daemon.StartedAt is { } started && started <= time)
        {
            json.WriteNumber("running_s"u8, Math.Round((time - started).TotalSeconds));
        }

        json.WriteString("last_failure"u8, daemon.LastFailure?.Text);
        WriteWindows(json, daemon, now);
        json.WriteStartArray("pacing"u8);
        foreach (var rest in daemon.Rests)
        {
            if (now is { } present && rest.Until > present)
            {
                json.WriteStartObject();
                json.WriteNumber("rung"u8, rest.Rung);
                json.WriteString("remedy"u8, rest.Remedy);
                json.WriteNumber("rests_s"u8, Math.Round((rest.Until - present).TotalSeconds, 1));
                json.WriteNumber("cost_ms"u8, rest.CostMs);
                json.WriteNumber("reread_bytes"u8, rest.RereadBytes);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter json, ZoneId id)
    {
        json.WriteNumber("node"u8, id.Node);
        json.WriteString("zone"u8, id.Zone.ToString());
    }
}
