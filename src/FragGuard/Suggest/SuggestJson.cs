using System.Buffers;
using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What <c>suggest --json</c> prints: one object for each zone and order, with every candidate.</summary>
internal static class SuggestJson
{
    /// <summary>Writes it.</summary>
    internal static void Write(FloorStudy study, IBufferWriter<byte> output)
    {
        foreach (var zone in study.Zones)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteNumber("node"u8, zone.Zone.Node);
                json.WriteString("zone"u8, zone.Zone.Zone.ToString());
                json.WriteNumber("order"u8, zone.Order);
                json.WriteNumber("samples"u8, zone.Samples);
                json.WriteNumber("failures"u8, study.Failures);
                json.WriteNumber("lowest"u8, zone.Lowest);
                json.WriteNumber("percentile1"u8, zone.Suitable.At(10) ?? 0);
                json.WriteNumber("median"u8, zone.Suitable.At(500) ?? 0);
                json.WriteNumber("floor"u8, zone.Best.Floor);
                json.WriteNumber("for_s"u8, zone.Best.For.TotalSeconds);
                json.WriteStartArray("candidates"u8);
                foreach (var candidate in zone.Candidates)
                {
                    json.WriteStartObject();
                    json.WriteNumber("floor"u8, candidate.Floor);
                    json.WriteNumber("for_s"u8, candidate.For.TotalSeconds);
                    json.WriteNumber("incidents"u8, candidate.Incidents);
                    json.WriteNumber("healed_by_itself"u8, candidate.HealedByThemselves);
                    json.WriteNumber("preceded"u8, candidate.Preceded);
                    json.WriteNumber("below_s"u8, Math.Round(candidate.Below.TotalSeconds, 3));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            output.Write("\n"u8);
        }
    }
}
