using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the ladder has learnt, kept over restarts of the guard in <c>/var/lib/fragguard/ladder.json</c>.</summary>
/// <remarks>Times are on the monotonic clock, which begins with the boot: what was learnt in another boot is of no use, because a
/// reboot mends fragmentation, and only the number of the last incident is taken from it. A rung's memory goes with its remedy's
/// name. A file that makes no sense is set aside and said, never fatal.</remarks>
internal sealed class LadderStore(KernelRoot root, string bootId)
{
    internal const string FilePath = "/var/lib/fragguard/ladder.json";

    private const int FormatVersion = 1;

    private readonly string _path = root.Path(FilePath);

    /// <summary>Stores what later incidents need.</summary>
    /// <returns>Null, or why it could not be stored.</returns>
    internal string? Save(LadderState state, ValueList<RungSettings> ladder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, FormatVersion);
            json.WriteString("boot_id"u8, bootId);
            json.WriteNumber("incident"u8, state.Incident);
            if (state.LastRecovery is { } recovery)
            {
                json.WriteNumber("recovered_by"u8, recovery.Rung);
                json.WriteNumber("recovered_at_ms"u8, Milliseconds(recovery.At));
            }

            json.WriteStartArray("rungs"u8);
            for (var rung = 0; rung < ladder.Count; rung++)
            {
                Write(json, ladder[rung].Remedy.Name, state.MemoryOf(rung));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        // A power cut ends the boot that this belongs to.
        return StateFile.Write(_path, buffer.WrittenSpan, isDurable: false);
    }

    /// <summary>Takes up what an earlier run of the guard has learnt.</summary>
    /// <param name="ladder">The present ladder.</param>
    /// <param name="warning">What was wrong with the file, as a sentence.</param>
    internal LadderState Load(ValueList<RungSettings> ladder, out string? warning)
    {
        warning = StateFile.Read(_path, out var content);
        if (content is null)
        {
            return LadderState.Start;
        }

        try
        {
            return Parse(content, ladder);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            var aside = StateFile.SetAside(_path);
            warning = $"{FilePath}: not in a format of this version; {(aside is null ? "left alone" : $"set aside as {Path.GetFileName(aside)}")}";
            return LadderState.Start;
        }
    }

    private LadderState Parse(byte[] content, ValueList<RungSettings> ladder)
    {
        using var document = JsonDocument.Parse(content);
        var json = document.RootElement;
        if (json.GetProperty("version"u8).GetInt32() != FormatVersion)
        {
            throw new FormatException("another version");
        }

        var state = LadderState.Start with { Incident = json.GetProperty("incident"u8).GetInt64() };
        if (bootId.Length == 0 || json.GetProperty("boot_id"u8).GetString() != bootId)
        {
            return state;
        }

        var names = new List<string>();
        foreach (var item in json.GetProperty("rungs"u8).EnumerateArray())
        {
            var name = item.GetProperty("remedy"u8).GetString()!;
            if (Place(ladder, name, names.Count(known => known == name)) is { } rung)
            {
                state = state.Remember(rung, Read(item));
                state = Recovered(json, names.Count) is { } at ? state with { LastRecovery = new Recovery(rung, at) } : state;
            }

            names.Add(name);
        }

        return state;
    }

    private static TimeSpan? Recovered(JsonElement json, int rung) =>
        json.TryGetProperty("recovered_by"u8, out var by) && by.GetInt32() == rung
            ? TimeSpan.FromMilliseconds(json.GetProperty("recovered_at_ms"u8).GetInt64())
            : null;

    private static void Write(Utf8JsonWriter json, string remedy, RungMemory memory)
    {
        json.WriteStartObject();
        json.WriteString("remedy"u8, remedy);
        json.WriteNumber("fruitless_runs"u8, memory.FruitlessRuns);
        if (memory.EndedAt is { } endedAt)
        {
            json.WriteNumber("ended_at_ms"u8, Milliseconds(endedAt));
        }

        json.WriteStartArray("runs_at_ms"u8);
        foreach (var at in memory.Runs)
        {
            json.WriteNumberValue(Milliseconds(at));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static RungMemory Read(JsonElement item)
    {
        var runs = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var at in item.GetProperty("runs_at_ms"u8).EnumerateArray())
        {
            runs.Add(TimeSpan.FromMilliseconds(at.GetInt64()));
        }

        return new RungMemory
        {
            Runs = new ValueList<TimeSpan>(runs.ToImmutable()),
            EndedAt = item.TryGetProperty("ended_at_ms"u8, out var endedAt) ? TimeSpan.FromMilliseconds(endedAt.GetInt64()) : null,
            FruitlessRuns = item.GetProperty("fruitless_runs"u8).GetInt32(),
        };
    }

    private static int? Place(ValueList<RungSettings> ladder, string name, int nth)
    {
        for (var rung = 0; rung < ladder.Count; rung++)
        {
            if (ladder[rung].Remedy.Name == name && nth-- == 0)
            {
                return rung;
            }
        }

        return null;
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
