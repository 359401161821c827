namespace FragGuard.Kernel;

/// <summary>Unsigned arithmetic that stops at the largest value: a broken count must not turn into a small
/// one.</summary>
internal static class Saturating
{
    internal static ulong Add(ulong left, ulong right)
    {
        var sum = left + right;
        return sum < left ? ulong.MaxValue : sum;
    }

    internal static ulong ShiftLeft(ulong value, int bits) =>
        value <= ulong.MaxValue >> bits ? value << bits : ulong.MaxValue;

    internal static ulong Multiply(ulong left, ulong right)
    {
        // The usual case, without a product of 128 bits, for which not every processor has an instruction.
        if ((left | right) <= uint.MaxValue)
        {
            return left * right;
        }

        var high = Math.BigMul(left, right, out var low);
        return high == 0 ? low : ulong.MaxValue;
    }
}
