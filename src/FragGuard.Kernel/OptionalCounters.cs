using System.Runtime.CompilerServices;

namespace FragGuard.Kernel;

/// <summary>Up to <see cref="Count"/> numbers, each of which may be unknown: what was found of a table of named
/// counters.</summary>
internal struct OptionalCounters : IEquatable<OptionalCounters>
{
    /// <summary>How many numbers there is room for.</summary>
    internal const int Count = 32;

    private uint _known;
    private Numbers _numbers;

    /// <summary>True if no number is known.</summary>
    internal readonly bool IsEmpty => _known == 0;

    /// <summary>One number; null if it is unknown.</summary>
    internal readonly ulong? this[int slot] => (_known >> slot & 1) != 0 ? _numbers[slot] : null;

    /// <summary>Adds to a number; an unknown one counts as 0 and becomes known.</summary>
    internal void Add(int slot, ulong value)
    {
        _known |= 1U << slot;
        _numbers[slot] = Saturating.Add(_numbers[slot], value);
    }

    /// <inheritdoc/>
    public readonly bool Equals(OptionalCounters other) =>
        _known == other._known && ((ReadOnlySpan<ulong>)_numbers).SequenceEqual(other._numbers);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is OptionalCounters other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_known);
        foreach (var number in (ReadOnlySpan<ulong>)_numbers)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }

    [InlineArray(Count)]
    private struct Numbers
    {
        private ulong _first;
    }
}
