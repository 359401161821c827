namespace FragGuard.Kernel;

/// <summary>What vendors' kernels put between time and message: <c>[pid:1,cpu5,name]</c>, <c>(0)[1234:java]</c>,
/// <c>[2:    kswapd0:   96]</c>, <c>c0 1234</c>, <c>[T1234@C0]</c>, <c>(CPU:0-pid:1234:java)</c>.</summary>
/// <remarks>Whoever takes them off must see that a message is left: a task may have such a name.</remarks>
internal static class LogVendor
{
    private const int MaxGroupBytes = 80;
    private const int MaxGroups = 5;

    /// <summary>Takes them off.</summary>
    internal static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text)
    {
        for (var group = 0; group < MaxGroups; group++)
        {
            var trimmed = text.TrimStart((byte)' ');
            var rest = SkipGroup(trimmed);
            if (rest.Length == trimmed.Length)
            {
                return group == 0 ? text : trimmed;
            }

            text = rest;
        }

        return text.TrimStart((byte)' ');
    }

    private static ReadOnlySpan<byte> SkipGroup(ReadOnlySpan<byte> text)
    {
        var group = text.TrimStart("-.~"u8);
        if (group.IsEmpty)
        {
            return text;
        }

        if (group[0] is (byte)'[' or (byte)'(')
        {
            var end = group.IndexOf(group[0] == (byte)'[' ? (byte)']' : (byte)')');
            return end is > 1 and < MaxGroupBytes && IsGroup(group[1..end]) ? group[(end + 1)..] : text;
        }

        return SkipCpu(text);
    }

    // A CPU, a process, a caller or a clock; a name alone is a task's.
    private static bool IsGroup(ReadOnlySpan<byte> inside)
    {
        inside = inside.TrimStart((byte)' ');
        return !inside.IsEmpty
            && ((char.IsAsciiDigit((char)inside[0])
                    && (inside.IndexOfAny((byte)':', (byte)',') > 0
                    || inside.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0))
                || inside.StartsWith("pid:"u8) || inside.StartsWith("CPU"u8) || inside.StartsWith("cpu"u8)
                || (inside[0] is (byte)'T' or (byte)'C' && inside.Length > 1 && char.IsAsciiDigit((char)inside[1])));
    }

    // c0 1234 and c0   1234 (java)
    private static ReadOnlySpan<byte> SkipCpu(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[0] != (byte)'c' || !char.IsAsciiDigit((char)text[1]))
        {
            return text;
        }

        var fields = new FieldReader(text);
        if (!fields.TryReadField(out var cpu) || cpu.Length > 3
            || cpu[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return text;
        }

        var behind = fields.Rest;
        if (!fields.TryReadUInt64(out _))
        {
            return behind.TrimStart((byte)' ').StartsWith("["u8) ? behind : text;
        }

        var rest = fields.Rest.TrimStart((byte)' ');
        var end = rest.StartsWith("("u8) ? rest.IndexOf(") "u8) : -1;
        return end is > 0 and < 20 ? rest[(end + 2)..] : rest;
    }
}
