namespace FragGuard.Kernel;

/// <summary>One record of <c>/dev/kmsg</c>, the kernel log: what one read(2) gives.</summary>
/// <remarks>Layout: <c>prefix,sequence,usec,flags[,key=value...];text\n</c> and then lines <c> KEY=value\n</c>. Since
/// 3.5. Unprintable bytes and backslashes of the text are written <c>\xNN</c>, so a text has no newline inside and
/// cannot pretend to be another record. Source: kernel/printk/printk.c, Documentation/ABI/testing/dev-kmsg.</remarks>
public readonly ref struct KmsgRecord
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/dev/kmsg";

    /// <summary>A read with a smaller buffer than this may fail with EINVAL: the kernel's PRINTK_MESSAGE_MAX, and room
    /// to spare.</summary>
    public const int MaxBytes = 8192;

    /// <summary>The syslog facility of the kernel's own records.</summary>
    public const int KernelFacility = 0;

    private KmsgRecord(ulong prefix, ulong sequence, ulong timestampUs, bool isFragment)
    {
        Facility = (int)(prefix >> 3);
        Level = (int)(prefix & 7);
        Sequence = sequence;
        TimestampUs = timestampUs;
        IsFragment = isFragment;
    }

    /// <summary>Who wrote it: 0 the kernel, 1 a user's program, 3 a daemon, ... Writers to /dev/kmsg cannot claim
    /// 0.</summary>
    public int Facility { get; }

    /// <summary>How urgent, 0 (emergency) to 7 (debug).</summary>
    public int Level { get; }

    /// <summary>The record's number since boot. A gap means that records were lost.</summary>
    public ulong Sequence { get; }

    /// <summary>When, in microseconds since boot by the log's clock: not wall time, and it stands still in
    /// suspend.</summary>
    public ulong TimestampUs { get; }

    /// <summary>True if this is a later piece of a line that began in an earlier record (flag <c>c</c>).</summary>
    public bool IsFragment { get; }

    /// <summary>The text, still escaped and without its newline; it points into the record that was read.</summary>
    public ReadOnlySpan<byte> Text { get; private init; }

    /// <summary>The lines behind the text, such as <c> SUBSYSTEM=pci</c>, as they came.</summary>
    public ReadOnlySpan<byte> Dictionary { get; private init; }

    /// <summary>True if the kernel itself wrote it. Anything else that looks like a kernel message is forged.</summary>
    public bool IsFromKernel => Facility == KernelFacility;

    /// <summary>Reads one record.</summary>
    /// <returns>False if it is not in the kernel's layout.</returns>
    public static bool TryParse(ReadOnlySpan<byte> record, out KmsgRecord parsed)
    {
        parsed = default;
        var head = record.IndexOf((byte)';');
        if (head < 0)
        {
            return false;
        }

        var fields = record[..head];
        if (!TryReadNumber(ref fields, out var prefix) || prefix > int.MaxValue
            || !TryReadNumber(ref fields, out var sequence) || !TryReadNumber(ref fields, out var timestampUs)
            || fields.IsEmpty)
        {
            return false;
        }

        var body = record[(head + 1)..];
        var end = body.IndexOf((byte)'\n');
        parsed = new KmsgRecord(prefix, sequence, timestampUs, fields[0] == (byte)'c')
        {
            Text = end < 0 ? body : body[..end],
            Dictionary = end < 0 ? default : body[(end + 1)..],
        };
        return true;
    }

    /// <summary>Undoes the kernel's <c>\xNN</c> escapes.</summary>
    /// <param name="text">A record's text.</param>
    /// <param name="buffer">Where to write; as long as the text always suffices. Output that does not fit is left
    /// out.</param>
    /// <returns>How many bytes were written. A backslash that begins no escape is kept.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        var written = 0;
        while (!text.IsEmpty && written < buffer.Length)
        {
            var escape = IsEscape(text);
            buffer[written++] = escape ? (byte)((HexDigit(text[2]) << 4) | HexDigit(text[3])) : text[0];
            text = text[(escape ? 4 : 1)..];
        }

        return written;
    }

    /// <summary>True if the text begins with an escape.</summary>
    internal static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && text.StartsWith("\\x"u8) && HexDigit(text[2]) >= 0 && HexDigit(text[3]) >= 0;

    private static int HexDigit(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };

    private static bool TryReadNumber(ref ReadOnlySpan<byte> fields, out ulong number)
    {
        var comma = fields.IndexOf((byte)',');
        var digits = comma < 0 ? default : fields[..comma];
        var reader = new FieldReader(digits);
        fields = comma < 0 ? default : fields[(comma + 1)..];
        return reader.TryReadUInt64(out number) && reader.Rest.IsEmpty && digits[0] != (byte)' ';
    }
}
