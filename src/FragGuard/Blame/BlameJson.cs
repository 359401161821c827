using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FragGuard;

/// <summary>What blame found, for programs: one object, stable.</summary>
internal static class BlameJson
{
    /// <summary>Writes it, with a newline behind it.</summary>
    internal static void Write(BlameResult result, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("seconds"u8, Math.Round(result.Length.TotalSeconds, 3));
            json.WriteNumber("events"u8, result.Tally.Events);
            json.WriteNumber("lost"u8, result.Lost);
            json.WriteString("counted_by"u8, result.IsCounted ? "histogram"u8 : "ring"u8);
            json.WriteNumber("cpu_ms"u8, Math.Round(result.ProcessorTime.TotalMilliseconds, 1));
            json.WriteString("cause"u8, result.Tally.Cause(result.Length));
            json.WriteStartArray("culprits"u8);
            foreach (var task in result.Tally.Culprits())
            {
                json.WriteStartObject();
                json.WriteString("comm"u8, task.Comm);
                json.WriteNumber("pid"u8, task.Tid);
                json.WriteString("owner"u8, task.Owner);
                json.WriteNumber("unmovable"u8, task.Unmovable);
                json.WriteNumber("reclaimable"u8, task.Reclaimable);
                json.WriteNumber("movable"u8, task.Movable);
                json.WriteNumber("pageblocks"u8, task.Taken);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("victims"u8);
            foreach (var task in result.Tally.Victims())
            {
                json.WriteStartObject();
                json.WriteString("comm"u8, task.Comm);
                json.WriteNumber("pid"u8, task.Tid);
                json.WriteString("owner"u8, task.Owner);
                json.WriteNumber("compactions"u8, task.Compactions);
                json.WriteNumber("reclaims"u8, task.Reclaims);
                json.WriteNumber("stall_us"u8, task.StallUs);
                json.WriteNumber("longest_us"u8, task.LongestUs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("stacks"u8);
            foreach (var (frames, count) in result.Stacks)
            {
                json.WriteStartObject();
                json.WriteNumber("count"u8, count);
                json.WriteStartArray("frames"u8);
                foreach (var frame in frames.Split(" < "))
                {
                    json.WriteStringValue(frame);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
