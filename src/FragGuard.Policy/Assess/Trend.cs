namespace FragGuard.Policy;

/// <summary>Where a level is heading: a least-squares line through its last readings.</summary>
/// <remarks>A fixed ring; nothing is allocated after construction. The sums are taken about the mean, so that large levels
/// and long uptimes lose no digits. A line is believed only when the ring is full and explains nine tenths of the variance,
/// and it is never prolonged further ahead than the readings reach back: noise about a level predicts nothing.</remarks>
public sealed class Trend
{
    /// <summary>Readings that the ring holds.</summary>
    public const int Capacity = 32;

    private const double BelievableShare = 0.9;

    private readonly double[] _seconds = new double[Capacity];
    private readonly double[] _levels = new double[Capacity];
    private int _next;
    private int _count;

    /// <summary>Takes a reading.</summary>
    public void Add(TimeSpan now, ulong level)
    {
        _seconds[_next] = now.TotalSeconds;
        _levels[_next] = level;
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    /// <summary>Forgets all readings.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether the level will be under the floor before this much time has passed.</summary>
    /// <returns>False while there is no line to believe.</returns>
    public bool Crosses(ulong floor, TimeSpan ahead)
    {
        if (_count < Capacity)
        {
            return false;
        }

        var (meanSeconds, meanLevel) = (Mean(_seconds), Mean(_levels));
        double timeSquares = 0, levelSquares = 0, products = 0;
        for (var i = 0; i < Capacity; i++)
        {
            var (second, level) = (_seconds[i] - meanSeconds, _levels[i] - meanLevel);
            timeSquares += second * second;
            levelSquares += level * level;
            products += second * level;
        }

        if (products >= 0 || products * products < BelievableShare * timeSquares * levelSquares)
        {
            return false;
        }

        var newest = _seconds[(_next + Capacity - 1) % Capacity];
        var reach = Math.Min(ahead.TotalSeconds, newest - _seconds[_next]);
        return meanLevel + (products / timeSquares * (newest + reach - meanSeconds)) < floor;
    }

    private static double Mean(double[] values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
