using System.Buffers.Binary;
using System.Text;

namespace FragGuard.Systemd.Tests.Support;

/// <summary>
/// Parses journald's native protocol from its description, strictly: what is not in it fails the test.
/// </summary>
internal static class JournalWire
{
    /// <summary>The fields in their order.</summary>
    internal static List<KeyValuePair<string, byte[]>> Parse(byte[]? record)
    {
        Assert.NotNull(record);
        var fields = new List<KeyValuePair<string, byte[]>>();
        var left = record.AsSpan();
        while (!left.IsEmpty)
        {
            var lineBytes = left.IndexOf((byte)'\n');
            Assert.True(lineBytes > 0, "an empty line, or no newline at the end");
            var line = left[..lineBytes];
            left = left[(lineBytes + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                fields.Add(new(NameOf(line[..equals]), line[(equals + 1)..].ToArray()));
                continue;
            }

            var valueBytes = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(left));
            fields.Add(new(NameOf(line), left.Slice(sizeof(ulong), valueBytes).ToArray()));
            left = left[(sizeof(ulong) + valueBytes)..];
            Assert.Equal((byte)'\n', left[0]);
            left = left[1..];
        }

        return fields;
    }

    /// <summary>The fields as text, by name; a name that comes twice fails.</summary>
    internal static Dictionary<string, string> ParseText(byte[]? record) =>
        Parse(record).ToDictionary(field => field.Key, field => Encoding.UTF8.GetString(field.Value));

    private static string NameOf(ReadOnlySpan<byte> name)
    {
        var text = Encoding.Latin1.GetString(name);
        Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", text);
        return text;
    }
}
