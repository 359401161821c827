namespace FragGuard.Kernel;

/// <summary>One line of a pressure file: the share of time lost in three windows, and the time lost since
/// boot.</summary>
/// <param name="Avg10BasisPoints">Over the last 10 s, in hundredths of a percent: 0 to 10000.</param>
/// <param name="Avg60BasisPoints">Over the last 60 s.</param>
/// <param name="Avg300BasisPoints">Over the last 300 s.</param>
/// <param name="TotalUs">Since boot, in microseconds.</param>
public readonly record struct PressureLine(
    int Avg10BasisPoints,
    int Avg60BasisPoints,
    int Avg300BasisPoints,
    ulong TotalUs)
{
    /// <summary>All of the time, in hundredths of a percent.</summary>
    public const int MaxBasisPoints = 10_000;

    /// <summary>Reads what stands behind the line's first word.</summary>
    /// <returns>False if one of the four values is missing or not a number. Values not known here are
    /// ignored.</returns>
    internal static bool TryRead(FieldReader fields, out PressureLine line)
    {
        int? avg10 = null, avg60 = null, avg300 = null;
        ulong? totalUs = null;
        while (fields.TryReadField(out var field))
        {
            var value = field[(field.IndexOf((byte)'=') + 1)..];
            var name = field[..^value.Length];
            if (name.SequenceEqual("avg10="u8))
            {
                avg10 = BasisPoints(value);
            }
            else if (name.SequenceEqual("avg60="u8))
            {
                avg60 = BasisPoints(value);
            }
            else if (name.SequenceEqual("avg300="u8))
            {
                avg300 = BasisPoints(value);
            }
            else if (name.SequenceEqual("total="u8))
            {
                totalUs = Number(value);
            }
        }

        line = new PressureLine(avg10 ?? 0, avg60 ?? 0, avg300 ?? 0, totalUs ?? 0);
        return avg10 is not null && avg60 is not null && avg300 is not null && totalUs is not null;
    }

    // The kernel prints two decimals always.
    private static int? BasisPoints(ReadOnlySpan<byte> value)
    {
        var dot = value.IndexOf((byte)'.');
        if (dot < 0 || dot != value.Length - 3
            || Number(value[..dot]) is not { } percent || Number(value[(dot + 1)..]) is not { } hundredths)
        {
            return null;
        }

        return percent >= 100 ? MaxBasisPoints : (int)((percent * 100) + hundredths);
    }

    private static ulong? Number(ReadOnlySpan<byte> digits)
    {
        var reader = new FieldReader(digits);
        return reader.TryReadUInt64(out var value) && reader.AtEnd ? value : null;
    }
}
