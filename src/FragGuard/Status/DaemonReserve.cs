using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What the daemon holds in reserve on a NUMA node.</summary>
/// <param name="Node">The node.</param>
/// <param name="HeldBytes">What it holds.</param>
/// <param name="WantedBytes">What it is to hold.</param>
internal readonly record struct DaemonReserve(ulong Node, ulong HeldBytes, ulong WantedBytes)
{
    /// <summary>In words, without a full stop.</summary>
    internal string Words =>
        $"node {Node}: {Quantity.Long((UInt128)HeldBytes)}"
            + (HeldBytes < WantedBytes ? $" of {Quantity.Long((UInt128)WantedBytes)}" : "") + " in whole huge pages";

    /// <summary>Reads the member <c>reserve</c> of the daemon's status.</summary>
    internal static List<DaemonReserve> Of(JsonElement.ArrayEnumerator items)
    {
        var all = new List<DaemonReserve>();
        foreach (var item in items)
        {
            if (DaemonView.Number(item, "node") is { } node && DaemonView.Number(item, "held_bytes") is { } held
                && DaemonView.Number(item, "wanted_bytes") is { } wanted)
            {
                all.Add(new DaemonReserve(node, held, wanted));
            }
        }

        return all;
    }

    /// <summary>Writes the member <c>reserve</c> of <c>status --json</c>, where there is a reserve.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<DaemonReserve> all)
    {
        if (all.Count == 0)
        {
            return;
        }

        json.WriteStartArray("reserve"u8);
        foreach (var reserve in all)
        {
            json.WriteStartObject();
            json.WriteNumber("node"u8, reserve.Node);
            json.WriteNumber("held_bytes"u8, reserve.HeldBytes);
            json.WriteNumber("wanted_bytes"u8, reserve.WantedBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
