using System.Text.Json;

namespace FragGuard.Daemon;

/// <summary>The reserve as others get to see it.</summary>
internal interface IReserveStatus
{
    /// <summary>Changes when what there is to show does.</summary>
    int Mark { get; }

    /// <summary>Each node with what is held there and what is wanted; none where no reserve is kept.</summary>
    IReadOnlyList<StatusReserve> Shares { get; }
}

/// <summary>What is held in reserve on a NUMA node, as <c>/run/fragguard/status.json</c> and <c>status --json</c> have
/// it.</summary>
/// <param name="Node">The node.</param>
/// <param name="HeldBytes">What is held.</param>
/// <param name="WantedBytes">What is to be held.</param>
internal readonly record struct StatusReserve(ulong Node, ulong HeldBytes, ulong WantedBytes)
{
    /// <summary>Writes the member, where a reserve is kept:
    /// <c>"reserve":[{"node":0,"held_bytes":67108864,"wanted_bytes":67108864}]</c>.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<StatusReserve> shares) =>
        StatusList.Write(json, "reserve"u8, shares, static (json, share) =>
        {
            json.WriteNumber("node"u8, share.Node);
            json.WriteNumber("held_bytes"u8, share.HeldBytes);
            json.WriteNumber("wanted_bytes"u8, share.WantedBytes);
        });
}
