using System.Buffers;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>diff --json</c> prints: one line, for other programs. A side on which a zone does not exist is
/// null.</summary>
internal static class DiffJson
{
    /// <summary>Writes it, with a newline behind it.</summary>
    internal static void Write(
        IReadOnlyList<ZoneChange> changes,
        int pageBytes,
        BuddyCapture before,
        BuddyCapture after,
        IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("page_size"u8, pageBytes);
            json.WriteStartArray("zones"u8);
            foreach (var change in changes)
            {
                json.WriteStartObject();
                json.WriteNumber("node"u8, change.Id.Node);
                json.WriteString("zone"u8, change.Id.Zone.ToString());
                WriteSide(json, "before"u8, change.Before);
                WriteSide(json, "after"u8, change.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("skipped_lines_before"u8, before.FreeBlocks.SkippedLines);
            json.WriteNumber("skipped_lines_after"u8, after.FreeBlocks.SkippedLines);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteSide(Utf8JsonWriter json, ReadOnlySpan<byte> name, FreeBlocks? side)
    {
        if (side is not { } free)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("free_pages"u8, free.FreePages);
        OrderArrays.Write(json, free);
        json.WriteEndObject();
    }
}
