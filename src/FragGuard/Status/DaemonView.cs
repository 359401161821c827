using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A zone as the daemon sees it.</summary>
/// <param name="Watch">The watch's name.</param>
/// <param name="Id">The zone.</param>
/// <param name="State">How it stands.</param>
/// <param name="Order">The watched order; null where the daemon did not write it down.</param>
/// <param name="Floor">The floor in blocks; null where the daemon did not write it down.</param>
internal sealed record DaemonZone(string Watch, ZoneId Id, ZoneState State, int? Order, ulong? Floor);

/// <summary>What the daemon says of itself in <c>/run/fragguard/status.json</c>.</summary>
/// <remarks>The daemon writes the file whole or not at all, but another version may have written it: what is missing or
/// odd in it is left out, never an error.</remarks>
internal sealed record DaemonView
{
    private const string ProcessName = "fragguard";

    /// <summary>True if the daemon runs and its words could be read.</summary>
    internal bool IsRunning { get; private init; }

    /// <summary>Why nothing is known of the daemon, as a sentence; null if it runs or plainly does not.</summary>
    internal string? Problem { get; private init; }

    /// <summary>The daemon's process id.</summary>
    internal int Pid { get; private init; }

    /// <summary>What keeps the daemon from seeing anything; null if nothing.</summary>
    internal string? Error { get; private init; }

    /// <summary>Every watched zone.</summary>
    internal IReadOnlyList<DaemonZone> Zones { get; private init; } = [];

    /// <summary>The watched zones if what the daemon says of them holds now: it runs, and sees something.</summary>
    internal IReadOnlyList<DaemonZone> Seen => IsRunning && Error is null ? Zones : [];

    /// <summary>The open incident as the daemon wrote it; null if none is open.</summary>
    internal JsonElement? Incident { get; private init; }

    /// <summary>What it did last, oldest first, in sentences.</summary>
    internal IReadOnlyList<string> Actions { get; private init; } = [];

    /// <summary>Reads it.</summary>
    internal static DaemonView Read(KernelRoot root)
    {
        // No daemon at all is the ordinary case for whoever watches without one: it should not cost an exception a second.
        var path = root.Path(StatusBoard.FilePath);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            return new DaemonView();
        }

        var problem = StateFile.Read(path, out var content);
        if (content is null)
        {
            return new DaemonView { Problem = problem };
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            WriteAll(document);
            var view = Of(document.RootElement);
            return IsAlive(root, view.Pid) ? view with { IsRunning = true } : new DaemonView();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return new DaemonView { Problem = $"{StatusBoard.FilePath}: not the daemon's layout" };
        }
    }

    /// <summary>How the daemon sees this zone; null if it does not watch it.</summary>
    internal DaemonZone? Find(string watch, ZoneId id)
    {
        foreach (var zone in Seen)
        {
            if (zone.Id == id && zone.Watch == watch)
            {
                return zone;
            }
        }

        return null;
    }

    // Half a character in a text is only noticed when the text is used: use them all while it can be helped.
    private static void WriteAll(JsonDocument document)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        document.WriteTo(nowhere);
    }

    // After a crash the file is still there, and its process id may be somebody else's by now.
    private static bool IsAlive(KernelRoot root, int pid) =>
        pid > 0 && Directory.Exists(root.Path($"/proc/{pid}"))
        && MachineProbe.TextOf(root, $"/proc/{pid}/comm") == ProcessName;

    private static DaemonView Of(JsonElement status) => new()
    {
        Pid = Number(status, "pid") is { } pid and <= int.MaxValue ? (int)pid : 0,
        Error = Text(status, "error"),
        Zones = ZonesOf(status),
        Incident = Member(status, "incident", JsonValueKind.Object)?.Clone(),
        Actions = Texts(status, "actions"),
    };

    private static List<DaemonZone> ZonesOf(JsonElement status)
    {
        var zones = new List<DaemonZone>();
        foreach (var item in Items(status, "zones"))
        {
            if (ZoneOf(item) is { } zone)
            {
                zones.Add(zone);
            }
        }

        return zones;
    }

    private static DaemonZone? ZoneOf(JsonElement zone)
    {
        return Text(zone, "watch") is { } watch && Number(zone, "node") is { } node and <= int.MaxValue
            && ZoneName.TryParse(Text(zone, "zone") ?? "", out var name)
            && StateWords.Parse(Text(zone, "state")) is { } state
            ? new DaemonZone(
                watch,
                new ZoneId((int)node, name),
                state,
                Number(zone, "order") is { } order and <= Order.Max ? (int)order : null,
                Number(zone, "floor"))
            : null;
    }

    /// <summary>A text of an object; null if it has none of that name.</summary>
    internal static string? Text(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String)?.GetString();

    /// <summary>The texts in an array of an object; none if it has no such array.</summary>
    internal static List<string> Texts(JsonElement parent, string name)
    {
        var texts = new List<string>();
        foreach (var item in Items(parent, name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
        }

        return texts;
    }

    /// <summary>A whole number of an object; null if it has none of that name.</summary>
    internal static ulong? Number(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Number) is { } number && number.TryGetUInt64(out var value) ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Array) is { } array ? array.EnumerateArray() : default;

    /// <summary>A member of an object; null if it has none of that name and kind.</summary>
    internal static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var member)
        && member.ValueKind == kind ? member : null;
}
