using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>ensure</c> says in the end.</summary>
internal static class EnsureText
{
    /// <summary>Writes it.</summary>
    internal static void Write(EnsureRequest request, EnsureResult result, bool isDryRun, bool isJson)
    {
        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>();
            WriteJson(request, result, isDryRun, output);
            StandardOutput.TryWrite(output.WrittenSpan);
        }
        else
        {
            Console.WriteLine(Sentence(request, result, isDryRun));
        }
    }

    /// <summary>The answer in a sentence.</summary>
    internal static string Sentence(EnsureRequest request, EnsureResult result, bool isDryRun)
    {
        var where = request.Node is { } node ? $" on node {node}" : "";
        var have = $"{Quantity.Of(result.After, "block")} of order {request.Order} free{where} "
            + $"({request.Blocks} asked for)";
        if (result.IsThere)
        {
            return result.Attempts.Count == 0
                ? $"ensure: {have}: nothing to do"
                : $"ensure: {have} after {Quantity.Time(result.Length)}, {result.Before} before: {Tried(result)}";
        }

        var list = result.Attempts.Count > 0 ? $". Rungs: {Tried(result)}" : "";
        return $"ensure: only {have}, {result.Before} before: {Why(result, isDryRun)}{list}";
    }

    private static string? Why(EnsureResult result, bool isDryRun) =>
        !result.IsThere && isDryRun ? "dry run, nothing written" : result.Why;

    private static string Tried(EnsureResult result)
    {
        var tried = new StringBuilder();
        foreach (var attempt in result.Attempts)
        {
            tried.Append(tried.Length > 0 ? "; " : "").Append(attempt.Remedy).Append(' ').Append(attempt.Outcome)
                .Append(attempt.Gain is { } gain ? $" ({Quantity.Gain(gain)} blocks)" : "")
                .Append(attempt.Reason.Length > 0 ? $": {attempt.Reason}" : "");
        }

        return tried.ToString();
    }

    /// <summary>Writes one object with a newline behind it.</summary>
    internal static void WriteJson(
        EnsureRequest request, EnsureResult result, bool isDryRun, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok"u8, result.IsThere);
            json.WriteNumber("order"u8, request.Order);
            json.WriteNumber("blocks"u8, request.Blocks);
            json.WritePropertyName("node"u8);
            if (request.Node is { } node)
            {
                json.WriteNumberValue(node);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteNumber("before"u8, result.Before);
            json.WriteNumber("there"u8, result.After);
            json.WriteNumber("seconds"u8, Math.Round(result.Length.TotalSeconds, 3));
            json.WriteBoolean("dry_run"u8, isDryRun);
            json.WriteString("why"u8, Why(result, isDryRun));
            json.WriteStartArray("rungs"u8);
            foreach (var attempt in result.Attempts)
            {
                json.WriteStartObject();
                json.WriteNumber("rung"u8, attempt.Rung);
                json.WriteString("remedy"u8, attempt.Remedy);
                json.WriteString("outcome"u8, attempt.Outcome);
                json.WritePropertyName("gain"u8);
                if (attempt.Gain is { } gain)
                {
                    json.WriteNumberValue(gain);
                }
                else
                {
                    json.WriteNullValue();
                }

                json.WriteNumber("ms"u8, (long)attempt.Duration.TotalMilliseconds);
                json.WriteString("reason"u8, attempt.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
