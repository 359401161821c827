using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace FragGuard.Policy;

/// <summary>One record of the guard in the journal, as <c>journalctl -o json</c> prints it: one object a
/// line.</summary>
/// <remarks>One instance is read into again and again: a million records cost no more memory than one. Fields that a
/// record does not have are null. Source: journalctl(1), the fields are those of fragguard(8).</remarks>
public sealed class GuardRecord
{
    private const int NameSlots = 256;
    private const long LongestMs = 24 * 3600 * 1000;
    private const long LatestUs = 253_402_300_800L * 1_000_000;   // The year 10000.

    private readonly string?[] _names = new string?[NameSlots];

    /// <summary>When it was written: microseconds since 1970, by the host's clock.</summary>
    public long AtUs { get; private set; }

    /// <summary>The host; empty where the record does not say.</summary>
    public string Host { get; private set; } = "";

    /// <summary>FRAGGUARD_EVENT; empty in a record that is none of the guard's.</summary>
    public string Event { get; private set; } = "";

    /// <summary>The incident's number.</summary>
    public long? Incident { get; private set; }

    /// <summary>The watch.</summary>
    public string? Watch { get; private set; }

    /// <summary>The zones, in words: <c>node 0 zone Normal</c>.</summary>
    public string? Zones { get; private set; }

    /// <summary>The order.</summary>
    public int? Order { get; private set; }

    /// <summary>Why the zone was breached.</summary>
    public string? Diagnosis { get; private set; }

    /// <summary>The remedy.</summary>
    public string? Remedy { get; private set; }

    /// <summary>What came of it.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    /// <summary>Blocks of the order before.</summary>
    public long? Before { get; private set; }

    /// <summary>Blocks of the order after.</summary>
    public long? After { get; private set; }

    /// <summary>After minus before.</summary>
    public long? Gain { get; private set; }

    /// <summary>How long a rung's writes took, or how long the incident was open.</summary>
    public long? DurationMs { get; private set; }

    /// <summary>What a run cost: its duration, or the stall that followed.</summary>
    public long? StallMs { get; private set; }

    /// <summary>What was read from disks again because of a run.</summary>
    public long? RereadBytes { get; private set; }

    /// <summary>How often something came again.</summary>
    public long? Count { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>False if it is no record of the guard: the properties then mean nothing.</returns>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        Clear();
        line = line.TrimStart(" \t"u8);
        if (!line.StartsWith("{"u8))
        {
            return false;
        }

        try
        {
            ReadObject(line);
        }
        catch (JsonException)
        {
            return false;
        }

        return Event.Length > 0 && AtUs is > 0 and < LatestUs;
    }

    private void Clear()
    {
        (AtUs, Host, Event) = (0, "", "");
        (Incident, Watch, Zones, Order, Diagnosis, Remedy) = (null, null, null, null, null, null);
        (Outcome, Reason, Before, After, Gain) = (null, null, null, null, null);
        (DurationMs, StallMs, RereadBytes, Count) = (null, null, null, null);
    }

    private void ReadObject(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var (node, zone) = ((string?)null, (string?)null);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            {
                reader.Skip();
            }
            else if (name.StartsWith("FRAGGUARD_"u8))
            {
                Take(name["FRAGGUARD_".Length..], ref reader, ref node, ref zone);
            }
            else if (name.SequenceEqual("__REALTIME_TIMESTAMP"u8))
            {
                AtUs = Number(ref reader) ?? 0;
            }
            else if (name.SequenceEqual("_HOSTNAME"u8))
            {
                Host = Name(ref reader);
            }
        }

        Zones ??= zone is null ? null : $"node {node ?? "0"} zone {zone}";
    }

    [SuppressMessage("Maintainability", "CA1502", Justification = "One line for each field of the journal.")]
    private void Take(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref string? node, ref string? zone)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("NODE"u8): node = Name(ref reader); break;
            case 4 when name.SequenceEqual("ZONE"u8): zone = Name(ref reader); break;
            case 4 when name.SequenceEqual("GAIN"u8): Gain = Number(ref reader); break;
            case 5 when name.SequenceEqual("EVENT"u8): Event = Name(ref reader); break;
            case 5 when name.SequenceEqual("WATCH"u8): Watch = Name(ref reader); break;
            case 5 when name.SequenceEqual("ZONES"u8): Zones = Name(ref reader); break;
            case 5 when name.SequenceEqual("ORDER"u8): Order = (int?)Number(ref reader); break;
            case 5 when name.SequenceEqual("AFTER"u8): After = Number(ref reader); break;
            case 5 when name.SequenceEqual("COUNT"u8): Count = Number(ref reader); break;
            case 6 when name.SequenceEqual("BEFORE"u8): Before = Number(ref reader); break;
            case 6 when name.SequenceEqual("REMEDY"u8): Remedy = Name(ref reader); break;
            case 6 when name.SequenceEqual("REASON"u8): Reason = Name(ref reader); break;
            case 7 when name.SequenceEqual("OUTCOME"u8): Outcome = Name(ref reader); break;
            case 8 when name.SequenceEqual("INCIDENT"u8): Incident = Number(ref reader); break;
            case 8 when name.SequenceEqual("STALL_MS"u8): StallMs = TimeMs(ref reader); break;
            case 9 when name.SequenceEqual("DIAGNOSIS"u8): Diagnosis = Name(ref reader); break;
            case 11 when name.SequenceEqual("DURATION_MS"u8): DurationMs = TimeMs(ref reader); break;
            case 12 when name.SequenceEqual("REREAD_BYTES"u8): RereadBytes = Number(ref reader); break;
            default: break;
        }
    }

    // No run takes longer than a day: a record of somebody's making must not be more than a sum of them can hold.
    private static long? TimeMs(ref Utf8JsonReader reader) =>
        Number(ref reader) is { } milliseconds ? Math.Clamp(milliseconds, 0, LongestMs) : null;

    private static long? Number(ref Utf8JsonReader reader) =>
        Utf8Parser.TryParse(reader.ValueSpan, out long value, out var length) && length == reader.ValueSpan.Length
            ? value : null;

    // The same few names come again and again: each is made a string once.
    private string Name(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            return reader.GetString()!;
        }

        var hash = (uint)text.Length;
        foreach (var letter in text)
        {
            hash = (hash * 31) + letter;
        }

        ref var slot = ref _names[hash % NameSlots];
        return slot is not null && Ascii.Equals(text, slot) ? slot : slot = Encoding.UTF8.GetString(text);
    }
}
