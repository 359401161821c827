using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What is held in reserve, in the guard's status.</summary>
internal static class DaemonReserve
{
    /// <summary>In words, without a full stop.</summary>
    internal static string Words(StatusReserve share) =>
        $"node {share.Node}: {Quantity.Long((UInt128)share.HeldBytes)}"
            + (share.HeldBytes < share.WantedBytes ? $" of {Quantity.Long((UInt128)share.WantedBytes)}" : "")
            + " in whole huge pages";

    /// <summary>Reads the member <c>reserve</c> of the guard's status.</summary>
    internal static List<StatusReserve> Of(JsonElement.ArrayEnumerator items)
    {
        var all = new List<StatusReserve>();
        foreach (var item in items)
        {
            if (StatusMembers.Number(item, "node") is { } node && StatusMembers.Number(item, "held_bytes") is { } held
                && StatusMembers.Number(item, "wanted_bytes") is { } wanted)
            {
                all.Add(new StatusReserve(node, held, wanted));
            }
        }

        return all;
    }
}
