using System.Numerics;

namespace FragGuard.Policy;

/// <summary>The compact form of a trace: days of samples in a few hundred kilobytes each.</summary>
/// <remarks>A segment is a file. It begins with <c>fragguard-ring 1\n</c>; frames follow: one byte of type, the
/// length as a varint, the payload, and four bytes of CRC-32C of type and payload, little-endian. Numbers are varints
/// (LEB128), signed ones zigzag. Types:
/// <list type="bullet">
/// <item><c>S</c>, a whole sample: milliseconds since 1970, number of rows; for each row node, length and bytes of
/// the zone's name, number of orders, and the counts.</item>
/// <item><c>D</c>, a sample as its difference to the last one: milliseconds since then; for each row a bit mask of
/// the orders that changed, and for each of these the signed change.</item>
/// <item><c>T</c>, a captured file, in force from the next sample on: length and bytes of its path, then its
/// text.</item>
/// <item><c>K</c>, a record of the kernel log.</item>
/// </list>
/// A segment stands alone: its first sample is whole. A frame is written in one piece; what a crash tore is the last
/// one, and a reader stops before it.</remarks>
public static class RingFormat
{
    internal const byte Whole = (byte)'S';
    internal const byte Difference = (byte)'D';
    internal const byte File = (byte)'T';
    internal const byte Record = (byte)'K';
    internal const int MaxVarintBytes = 10;
    internal const int CheckBytes = 4;

    // Larger than any frame that is written; more is damage.
    internal const int MaxFrameBytes = 1 << 20;

    /// <summary>What a segment begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "fragguard-ring 1\n"u8;

    /// <summary>The check of a frame.</summary>
    internal static uint Check(byte type, ReadOnlySpan<byte> payload)
    {
        var check = BitOperations.Crc32C(uint.MaxValue, type);
        foreach (var one in payload)
        {
            check = BitOperations.Crc32C(check, one);
        }

        return ~check;
    }

    internal static int WriteVarint(Span<byte> to, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        return length;
    }

    internal static bool TryReadVarint(ref ReadOnlySpan<byte> from, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(MaxVarintBytes, from.Length); i++)
        {
            value |= (ulong)(from[i] & 0x7f) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    internal static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    internal static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
