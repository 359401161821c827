namespace FragGuard.Policy;

/// <summary>The distribution of whole numbers in constant memory: exact below 32, to about 3 % above.</summary>
public sealed class Distribution
{
    private const int ExactBelow = 32;
    private const int StepsPerOctave = 32;
    private const int Octaves = 59;

    private readonly int[] _negative = new int[ExactBelow + (Octaves * StepsPerOctave)];
    private readonly int[] _positive = new int[ExactBelow + (Octaves * StepsPerOctave)];

    /// <summary>How many numbers there are.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest.</summary>
    public long Smallest { get; private set; } = long.MaxValue;

    /// <summary>The largest.</summary>
    public long Largest { get; private set; } = long.MinValue;

    /// <summary>Their sum, which stays at the largest number that there is.</summary>
    public long Sum { get; private set; }

    /// <summary>Adds a number.</summary>
    public void Add(long value)
    {
        Count++;
        Smallest = Math.Min(Smallest, value);
        Largest = Math.Max(Largest, value);
        Sum = value > 0 && Sum > long.MaxValue - value ? long.MaxValue
            : value < 0 && Sum < long.MinValue - value ? long.MinValue : Sum + value;
        (value < 0 ? _negative : _positive)[Place(value)]++;
    }

    /// <summary>The number that so many thousandths of all are not above; 500 for the median. Null if there is
    /// none.</summary>
    public long? At(int permille)
    {
        if (Count == 0)
        {
            return null;
        }

        var left = Math.Max(1, (Count * permille + 999) / 1000);
        for (var i = _negative.Length - 1; i >= 0; i--)
        {
            left -= _negative[i];
            if (left <= 0)
            {
                return -Value(i);
            }
        }

        for (var i = 0; i < _positive.Length; i++)
        {
            left -= _positive[i];
            if (left <= 0)
            {
                return Math.Clamp(Value(i), Smallest, Largest);
            }
        }

        return Largest;
    }

    private static int Place(long value)
    {
        var size = value == long.MinValue ? long.MaxValue : Math.Abs(value);
        if (size < ExactBelow)
        {
            return (int)size;
        }

        var octave = long.Log2(size) - 5;
        return ExactBelow + ((int)octave * StepsPerOctave) + (int)((size >> (int)octave) - ExactBelow);
    }

    // The smallest number of the place.
    private static long Value(int place)
    {
        if (place < ExactBelow)
        {
            return place;
        }

        var (octave, step) = Math.DivRem(place - ExactBelow, StepsPerOctave);
        return (long)(step + ExactBelow) << octave;
    }
}
