using System.Buffers.Binary;
using System.Text;

namespace FragGuard.NativeTests;

/// <summary>A record of the journal's native protocol, as journald would take it apart.</summary>
internal static class JournalRecord
{
    internal static Dictionary<string, string> Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new Dictionary<string, string>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = bytes[..end];
            bytes = bytes[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                fields[Encoding.UTF8.GetString(line[..equals])] = Encoding.UTF8.GetString(line[(equals + 1)..]);
                continue;
            }

            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            fields[Encoding.UTF8.GetString(line)] = Encoding.UTF8.GetString(bytes.Slice(8, length));
            bytes = bytes[(8 + length + 1)..];
        }

        return fields;
    }
}
