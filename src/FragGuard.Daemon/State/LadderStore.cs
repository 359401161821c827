using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the ladder has learnt, kept over restarts of the guard in
/// <c>/var/lib/fragguard/ladder.json</c>.</summary>
/// <remarks>Times are on the monotonic clock, which begins with the boot: what was learnt in another boot is of no use,
/// because a reboot mends fragmentation, and only the number of the last incident is taken from it. A rung's memory
/// goes with its remedy's name. Every value is checked: one that makes no sense is left out, a file that makes none is
/// set aside and said, and neither is ever fatal.</remarks>
internal sealed class LadderStore(KernelRoot root, string bootId)
{
    internal const string FilePath = "/var/lib/fragguard/ladder.json";

    private const int FormatVersion = 1;

    // More runs in a row without gain than any rest is ever doubled.
    private const int MostFruitlessRuns = 1_000_000;
    private const long MostIncidents = 1L << 53;

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
                json.WriteNumber("read_again"u8, recovery.ReadAgain);
            }

            json.WriteStartArray("relapse_zones"u8);
            foreach (var zone in state.IncidentZones)
            {
                json.WriteStartObject();
                json.WriteNumber("node"u8, zone.Node);
                json.WriteString("zone"u8, zone.Zone.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
    /// <param name="now">The time: nothing was learnt later.</param>
    /// <param name="warning">What was wrong with the file, as a sentence; null if nothing.</param>
    internal LadderState Load(ValueList<RungSettings> ladder, TimeSpan now, out string? warning)
    {
        var reading = StateFile.Read(_path);
        warning = reading.End == FileReadEnd.Unreadable ? reading.Error : null;
        if (reading.End is FileReadEnd.Absent or FileReadEnd.Unreadable)
        {
            return LadderState.Start;
        }

        using var document = reading.Content is { } content ? StateJson.TryParse(content) : null;
        if (document is null)
        {
            var aside = StateFile.SetAside(_path);
            warning = $"{reading.Error ?? $"{FilePath}: not in a format of this version"}; "
                + (aside is null ? "left alone" : $"set aside as {Path.GetFileName(aside)}");
            return LadderState.Start;
        }

        if (StateJson.Number(document.RootElement, "version"u8, 0, long.MaxValue) != FormatVersion)
        {
            var aside = StateFile.CopyAside(_path, reading.Content, "kept");
            warning = $"{FilePath}: written by another version; what is understood of it is honoured"
                + (aside is null ? "" : $", a copy is kept as {Path.GetFileName(aside)}");
        }

        return Parse(document.RootElement, ladder, now);
    }

    private LadderState Parse(JsonElement json, ValueList<RungSettings> ladder, TimeSpan now)
    {
        var state = LadderState.Start with { Incident = StateJson.Number(json, "incident"u8, 0, MostIncidents) ?? 0 };
        if (BootIds.AreOfDifferentBoots(StateJson.Text(json, "boot_id"u8), bootId))
        {
            return state;
        }

        state = state with { IncidentZones = Zones(json) };
        var names = new List<string?>();
        foreach (var item in StateJson.Items(json, "rungs"u8))
        {
            var name = StateJson.Text(item, "remedy"u8);
            if (name is not null && Place(ladder, name, names.Count(known => known == name)) is { } rung)
            {
                state = state.Remember(rung, Read(item, now));
                state = Recovered(json, names.Count, now) is { } at
                    ? state with { LastRecovery = new Recovery(rung, at, ReadAgain(json)) }
                    : state;
            }

            names.Add(name);
        }

        return state;
    }

    private static ValueList<ZoneId> Zones(JsonElement json)
    {
        var zones = ImmutableArray.CreateBuilder<ZoneId>();
        foreach (var item in StateJson.Items(json, "relapse_zones"u8))
        {
            if (StateJson.Number(item, "node"u8, 0, NodeList.MaxNodes - 1) is { } node
                && StateJson.Text(item, "zone"u8) is { } text && ZoneName.TryParse(text, out var name))
            {
                zones.Add(new ZoneId((int)node, name));
            }
        }

        return new(zones.ToImmutable());
    }

    private static TimeSpan? Recovered(JsonElement json, int rung, TimeSpan now) =>
        StateJson.Number(json, "recovered_by"u8, 0, int.MaxValue) == rung
            && StateJson.Number(json, "recovered_at_ms"u8, 0, Milliseconds(now)) is { } at
            ? TimeSpan.FromMilliseconds(at)
            : null;

    private static int ReadAgain(JsonElement json) =>
        (int)(StateJson.Number(json, "read_again"u8, 0, MostFruitlessRuns) ?? 0);

    private static void Write(Utf8JsonWriter json, string remedy, RungMemory memory)
    {
        json.WriteStartObject();
        json.WriteString("remedy"u8, remedy);
        json.WriteNumber("fruitless_runs"u8, memory.NoGainRuns);
        json.WriteBoolean("has_gained"u8, memory.HasGained);
        if (memory.Bill is { Duration: { } duration } bill)
        {
            json.WriteNumber("bill_from_ms"u8, Milliseconds(bill.StartedAt));
            json.WriteNumber("bill_duration_ms"u8, Milliseconds(duration));
            json.WriteNumber("bill_stall_ms"u8, Milliseconds(bill.Stall));
            json.WriteNumber("bill_reread_bytes"u8, bill.RereadBytes);
            if (bill.FreedBytes is { } freed)
            {
                json.WriteNumber("bill_freed_bytes"u8, freed);
            }
        }

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

    private static RungMemory Read(JsonElement item, TimeSpan now)
    {
        var latest = Milliseconds(now);
        var runs = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var value in StateJson.Items(item, "runs_at_ms"u8))
        {
            if (StateJson.Number(value, 0, latest) is { } at)
            {
                runs.Add(TimeSpan.FromMilliseconds(at));
            }
        }

        return new RungMemory
        {
            Runs = new ValueList<TimeSpan>(runs.ToImmutable()),
            EndedAt = StateJson.Number(item, "ended_at_ms"u8, 0, latest) is { } endedAt
                ? TimeSpan.FromMilliseconds(endedAt)
                : null,
            HasGained = StateJson.Flag(item, "has_gained"u8),
            Bill = ReadBill(item, latest),
            NoGainRuns = (int)(StateJson.Number(item, "fruitless_runs"u8, 0, MostFruitlessRuns) ?? 0),
        };
    }

    // The counters that it was read from belong to the guard that wrote it: nothing is added to it any more.
    private static RunBill ReadBill(JsonElement item, long latest) =>
        StateJson.Number(item, "bill_from_ms"u8, 0, latest) is { } from
            && StateJson.Number(item, "bill_duration_ms"u8, 0, latest) is { } duration
            ? new RunBill
            {
                StartedAt = TimeSpan.FromMilliseconds(from),
                Duration = TimeSpan.FromMilliseconds(duration),
                Stall = TimeSpan.FromMilliseconds(StateJson.Number(item, "bill_stall_ms"u8, 0, latest) ?? 0),
                RereadBytes = (ulong)(StateJson.Number(item, "bill_reread_bytes"u8, 0, long.MaxValue) ?? 0),
                FreedBytes = (ulong?)StateJson.Number(item, "bill_freed_bytes"u8, 0, long.MaxValue),
                IsClosed = true,
            }
            : default;

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
