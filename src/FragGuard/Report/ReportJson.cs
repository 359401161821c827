using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>A report for programs: one object, stable.</summary>
internal static class ReportJson
{
    private static readonly string[] MemoryNames =
    [
        "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapTotal", "SwapFree", "Dirty", "Writeback",
            "AnonPages",
        "Shmem", "SReclaimable", "SUnreclaim", "AnonHugePages",
    ];

    /// <summary>Writes it, with a newline behind it.</summary>
    internal static void Write(ReportData data, List<Advice> advice, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("host"u8, data.Host);
            json.WriteString("at"u8, Clock.Utc(data.AtUs));
            json.WriteString("kernel"u8, data.Release);
            json.WriteNumber("uptime_s"u8, Math.Round(data.Uptime.TotalSeconds));
            json.WritePropertyName("status"u8);
            var status = new ArrayBufferWriter<byte>();
            StatusJson.Write(data.Status, status);
            json.WriteRawValue(status.WrittenSpan.TrimEnd("\n"u8));
            WriteMemory(json, data);
            WritePressure(json, data);
            WriteCounters(json, data);
            WriteFailures(json, data);
            WritePrograms(json, data);
            WriteHolders(json, data);
            WriteHistory(json, data);
            if (data.Blame is { } blame)
            {
                var watched = new ArrayBufferWriter<byte>();
                BlameJson.Write(blame, watched);
                json.WritePropertyName("blame"u8);
                json.WriteRawValue(watched.WrittenSpan.TrimEnd("\n"u8));
            }

            json.WriteStartObject("settings"u8);
            foreach (var (name, value) in data.Settings)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteStartArray("unread"u8);
            foreach (var (path, what, why) in data.Unread)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, path);
                json.WriteString("what"u8, what);
                json.WriteString("why"u8, why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("advice"u8);
            foreach (var one in advice)
            {
                json.WriteStartObject();
                json.WriteString("what"u8, one.What);
                json.WriteString("why"u8, one.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteMemory(Utf8JsonWriter json, ReportData data)
    {
        json.WriteStartObject("memory_kib"u8);
        foreach (var name in MemoryNames)
        {
            Write(json, name, NamedLines.Find(data.MemInfo, System.Text.Encoding.ASCII.GetBytes(name)));
        }

        json.WriteEndObject();
    }

    private static void WritePressure(Utf8JsonWriter json, ReportData data)
    {
        json.WriteStartObject("pressure"u8);
        foreach (var (name, value) in data.Pressures)
        {
            json.WriteStartObject(name);
            json.WriteNumber("some_avg10"u8, value.Some.Avg10BasisPoints / 100.0);
            json.WriteNumber("some_avg300"u8, value.Some.Avg300BasisPoints / 100.0);
            if (value.Full is { } full)
            {
                json.WriteNumber("full_avg10"u8, full.Avg10BasisPoints / 100.0);
                json.WriteNumber("full_avg300"u8, full.Avg300BasisPoints / 100.0);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, ReportData data)
    {
        _ = VmStat.TryParse(data.VmStat, out var counters);
        json.WriteStartObject("counters"u8);
        foreach (var (counter, name) in ReportPage.Counters)
        {
            Write(json, name, counters[counter]);
        }

        json.WriteEndObject();
        json.WriteStartObject("per_second"u8);
        foreach (var (counter, name) in ReportPage.Counters)
        {
            if (data.Elapsed > TimeSpan.Zero && data.Events[counter] is { } events)
            {
                json.WriteNumber(name, Math.Round(events / data.Elapsed.TotalSeconds, 2));
            }
        }

        json.WriteEndObject();
    }

    private static void WriteFailures(Utf8JsonWriter json, ReportData data)
    {
        if (data.Failures is not { } failures)
        {
            json.WriteNull("failures"u8);
            return;
        }

        json.WriteStartObject("failures"u8);
        json.WriteNumber("all"u8, failures.Failures);
        for (var verdict = FailureVerdict.Unknown; verdict <= FailureVerdict.Harmless; verdict++)
        {
            if (failures.Of(verdict) is > 0 and var count)
            {
                json.WriteNumber(verdict.Name(), count);
            }
        }

        json.WriteEndObject();
    }

    private static void WritePrograms(Utf8JsonWriter json, ReportData data)
    {
        json.WriteStartArray("programs"u8);
        foreach (var program in data.Programs)
        {
            json.WriteStartObject();
            json.WriteNumber("pid"u8, program.Pid);
            json.WriteString("name"u8, program.Name);
            Write(json, "pss_kib", program.PssKib);
            json.WriteNumber("rss_kib"u8, program.RssKib);
            json.WriteNumber("swap_kib"u8, program.SwapKib);
            Write(json, "huge_kib", program.HugeKib);
            json.WriteNumber("locked_kib"u8, program.LockedKib);
            json.WriteString("cgroup"u8, program.Owner?.Path);
            json.WriteString("unit"u8, program.Owner?.Unit);
            json.WriteString("pod_uid"u8, program.Owner?.PodUid);
            json.WriteString("pod"u8, program.PodName);
            json.WriteString("container"u8, program.Owner?.ContainerId);
            json.WriteString("runtime"u8, program.Owner?.Runtime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHolders(Utf8JsonWriter json, ReportData data)
    {
        json.WriteStartArray("holders"u8);
        foreach (var holder in data.Holders)
        {
            json.WriteStartObject();
            json.WriteString("what"u8, holder.What);
            Write(json, "kib", holder.Kib);
            json.WriteBoolean("movable"u8, holder.IsMovable);
            json.WriteString("detail"u8, holder.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("pageblocks"u8);
        foreach (var row in data.Status.Types?.Blocks ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("node"u8, row.Id.Node);
            json.WriteString("zone"u8, row.Id.Zone.ToString());
            json.WriteNumber("all"u8, row.Total);
            json.WriteNumber("unmovable"u8, row.Unmovable);
            json.WriteNumber("reclaimable"u8, row.Reclaimable);
            json.WriteNumber("movable"u8, row.Movable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHistory(Utf8JsonWriter json, ReportData data)
    {
        if (data.History is not { } history)
        {
            json.WriteNull("week"u8);
            return;
        }

        json.WriteStartObject("week"u8);
        json.WriteNumber("incidents"u8, history.Incidents);
        json.WriteNumber("healed"u8, history.Healed);
        json.WriteNumber("exhausted"u8, history.Exhausted);
        json.WriteNumber("failures"u8, history.Failures);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
