using System.Text.Json;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Which rungs rest, until when and why, in <c>/run/fragguard/status.json</c>.</summary>
internal static class StatusPacing
{
    // A bill that is still open grows at every look: the file is not written for less than this.
    private const int MarkSeconds = 10;

    /// <summary>Changes when the rest of a rung does.</summary>
    internal static int Mark(GuardSettings settings, LadderState ladder)
    {
        var mark = 0;
        for (var rung = 0; rung < settings.Ladder.Count; rung++)
        {
            var until = Pacing.RestsUntil(settings.Ladder[rung], ladder.MemoryOf(rung));
            mark = until is { } at ? HashCode.Combine(mark, rung, (long)at.TotalSeconds / MarkSeconds) : mark;
        }

        return mark;
    }

    /// <summary>Writes them:
    /// <c>"pacing":[{"rung":1,"remedy":"drop_caches","until_s":120.5,"cost_ms":400}]</c>.</summary>
    internal static void Write(Utf8JsonWriter json, GuardSettings settings, LadderState ladder)
    {
        json.WriteStartArray("pacing"u8);
        for (var rung = 0; rung < settings.Ladder.Count; rung++)
        {
            var memory = ladder.MemoryOf(rung);
            if (Pacing.RestsUntil(settings.Ladder[rung], memory) is { } until)
            {
                json.WriteStartObject();
                json.WriteNumber("rung"u8, rung + 1);
                json.WriteString("remedy"u8, settings.Ladder[rung].Remedy.Name);
                json.WriteNumber("until_s"u8, Math.Round(until.TotalSeconds, 3));
                json.WriteNumber("cost_ms"u8, (long)memory.Bill.Cost.TotalMilliseconds);
                json.WriteNumber("reread_bytes"u8, memory.Bill.RereadBytes);
                json.WriteNumber("no_gain_runs"u8, memory.NoGainRuns);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
