using System.Text.Json;

namespace FragGuard.Daemon;

/// <summary>The reserve as others get to see it.</summary>
internal interface IReserveStatus
{
    /// <summary>Changes when what there is to show does.</summary>
    int Mark { get; }

    /// <summary>Each node with what is held there and what is wanted, in bytes; none where no reserve is
    /// kept.</summary>
    IEnumerable<(int Node, ulong HeldBytes, ulong WantedBytes)> Shares { get; }
}

/// <summary>What is held in reserve, in <c>/run/fragguard/status.json</c>.</summary>
internal static class StatusReserve
{
    /// <summary>Writes it, where a reserve is kept:
    /// <c>"reserve":[{"node":0,"held_bytes":67108864,"wanted_bytes":67108864}]</c>.</summary>
    internal static void Write(Utf8JsonWriter json, IReserveStatus? reserve)
    {
        var isBegun = false;
        foreach (var (node, held, wanted) in reserve?.Shares ?? [])
        {
            if (!isBegun)
            {
                json.WriteStartArray("reserve"u8);
                isBegun = true;
            }

            json.WriteStartObject();
            json.WriteNumber("node"u8, node);
            json.WriteNumber("held_bytes"u8, held);
            json.WriteNumber("wanted_bytes"u8, wanted);
            json.WriteEndObject();
        }

        if (isBegun)
        {
            json.WriteEndArray();
        }
    }
}
