using System.Buffers.Binary;
using System.Text;

namespace FragGuard.Systemd.Journal;

/// <summary>One record in journald's native protocol, in a buffer that is used again.</summary>
/// <remarks>
/// A field is <c>NAME=value\n</c>, or, when the value holds a newline, <c>NAME\n</c>, the length as a little-endian
/// 64-bit number, the value and <c>\n</c>: no value can start a field. Source: systemd.io/JOURNAL_NATIVE_PROTOCOL.
/// </remarks>
internal sealed class JournalRecord
{
    /// <summary>
    /// journald refuses a record with more than 1024 fields whole; it adds about 30 of its own to ours.
    /// </summary>
    internal const int MaxFields = 960;

    private const int FirstBytes = 4 * 1024;
    private const int MaxKeptBytes = 64 * 1024;
    private const byte Newline = (byte)'\n';

    private byte[] _bytes = new byte[FirstBytes];
    private int _lengthBytes;
    private int _fieldCount;

    /// <summary>The datagram.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _lengthBytes);

    /// <summary>Starts the next record; a buffer that one large record made is given back.</summary>
    internal void Clear()
    {
        (_lengthBytes, _fieldCount) = (0, 0);
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = new byte[FirstBytes];
        }
    }

    /// <summary>Adds a field with text.</summary>
    /// <param name="name">A valid field name.</param>
    /// <param name="text">Any text; half a surrogate pair becomes U+FFFD.</param>
    /// <returns>False, and nothing added, when the record is full.</returns>
    internal bool Append(ReadOnlySpan<byte> name, ReadOnlySpan<char> text)
    {
        if (!Begin(name, hasNewline: text.Contains('\n'), Encoding.UTF8.GetByteCount(text)))
        {
            return false;
        }

        _lengthBytes += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_lengthBytes));
        _bytes[_lengthBytes++] = Newline;
        return true;
    }

    /// <summary>Adds a field with bytes.</summary>
    /// <param name="name">A valid field name.</param>
    /// <param name="value">Any bytes.</param>
    /// <returns>False, and nothing added, when the record is full.</returns>
    internal bool Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!Begin(name, hasNewline: value.Contains(Newline), value.Length))
        {
            return false;
        }

        value.CopyTo(_bytes.AsSpan(_lengthBytes));
        _lengthBytes += value.Length;
        _bytes[_lengthBytes++] = Newline;
        return true;
    }

    private bool Begin(ReadOnlySpan<byte> name, bool hasNewline, int valueBytes)
    {
        if (_fieldCount == MaxFields)
        {
            return false;
        }

        _fieldCount++;
        Reserve(name.Length + 1 + sizeof(ulong) + valueBytes + 1);
        name.CopyTo(_bytes.AsSpan(_lengthBytes));
        _lengthBytes += name.Length;
        _bytes[_lengthBytes++] = hasNewline ? Newline : (byte)'=';
        if (hasNewline)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_lengthBytes), (ulong)valueBytes);
            _lengthBytes += sizeof(ulong);
        }

        return true;
    }

    private void Reserve(int addedBytes)
    {
        var neededBytes = checked(_lengthBytes + addedBytes);
        if (neededBytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(neededBytes, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }
    }
}
