using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What JSON says of one zone's free blocks: an entry for each order, lowest first.</summary>
internal static class OrderArrays
{
    /// <summary>Writes <c>free_blocks</c>, <c>suitable</c>, <c>unusable</c> and <c>extfrag</c> into the open
    /// object.</summary>
    internal static void Write(Utf8JsonWriter json, in FreeBlocks free)
    {
        json.WriteStartArray("free_blocks"u8);
        foreach (var count in free.Span)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteStartArray("suitable"u8);
        for (var order = 0; order < free.Orders; order++)
        {
            json.WriteNumberValue(free.Suitable(order));
        }

        json.WriteEndArray();
        json.WriteStartArray("unusable"u8);
        for (var order = 0; order < free.Orders; order++)
        {
            json.WriteNumberValue(UnusableFreeSpaceIndex.Permille(free, order));
        }

        json.WriteEndArray();
        json.WriteStartArray("extfrag"u8);
        for (var order = 0; order < free.Orders; order++)
        {
            json.WriteNumberValue(FragmentationIndex.Permille(free, order));
        }

        json.WriteEndArray();
    }
}
