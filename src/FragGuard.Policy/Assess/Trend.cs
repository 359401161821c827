namespace FragGuard.Policy;

/// <summary>Where a level is heading: a least-squares line through its last readings.</summary>
/// <remarks>A fixed ring; nothing is allocated after construction. The sums are taken about the mean, so that large
/// levels and long uptimes lose no digits.
/// <para>Noise about a level predicts nothing, and neither does a level that merely wanders: a line is believed only
/// when the ring is full and the line explains nine tenths of the variance, and the level must end up under the floor
/// even if it strays upwards by <see cref="Margin"/> standard deviations of a walk with the steps that were seen. Nor
/// is a line prolonged further ahead than the readings reach back; readings are spaced so that they reach back as far
/// as is asked for, however often they are taken.</para></remarks>
public sealed class Trend
{
    /// <summary>Readings that the ring holds.</summary>
    public const int Capacity = 32;

    /// <summary>How many standard deviations a prediction keeps clear of the floor. At 3 none of a million readings of
    /// mean-reverting and plain random walks over a floor was taken for a decay; at 2 some were.</summary>
    public const double Margin = 3;

    private const double BelievableShare = 0.9;

    private readonly double[] _seconds = new double[Capacity];
    private readonly double[] _levels = new double[Capacity];
    private readonly double _aheadSeconds;
    private readonly double _spacingSeconds;
    private int _oldest;
    private int _count;

    /// <summary>A line that has no readings yet.</summary>
    /// <param name="ahead">How far ahead to look; above zero.</param>
    public Trend(TimeSpan ahead)
    {
        _aheadSeconds = ahead.TotalSeconds;
        _spacingSeconds = _aheadSeconds / (Capacity - 1);
    }

    /// <summary>Takes a reading, unless it follows too soon on the last one that was taken.</summary>
    public void Add(TimeSpan now, ulong level)
    {
        var seconds = now.TotalSeconds;
        if (_count > 0 && !(seconds - Newest > 0 && seconds - Newest >= _spacingSeconds))
        {
            return;
        }

        var place = (_oldest + _count) % Capacity;
        (_seconds[place], _levels[place]) = (seconds, level);
        _oldest = _count < Capacity ? _oldest : (_oldest + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    /// <summary>Forgets all readings.</summary>
    public void Clear() => (_oldest, _count) = (0, 0);

    /// <summary>Whether the level will be under the floor before the time to look ahead has passed.</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="now">The present, at or after the newest reading.</param>
    /// <param name="level">The level at present.</param>
    /// <returns>False while there is no line to believe.</returns>
    public bool Crosses(ulong floor, TimeSpan now, ulong level)
    {
        if (_count < Capacity)
        {
            return false;
        }

        var (meanSeconds, meanLevel) = (Mean(_seconds), Mean(_levels));
        double timeSquares = 0, levelSquares = 0, products = 0;
        for (var i = 0; i < Capacity; i++)
        {
            var (second, height) = (_seconds[i] - meanSeconds, _levels[i] - meanLevel);
            timeSquares += second * second;
            levelSquares += height * height;
            products += second * height;
        }

        if (products >= 0 || products * products < BelievableShare * timeSquares * levelSquares)
        {
            return false;
        }

        var (slope, present) = (products / timeSquares, now.TotalSeconds);
        var span = Newest - _seconds[_oldest];
        var reach = Math.Min(_aheadSeconds, span);
        var start = Math.Max(level, meanLevel + (slope * (present - meanSeconds)));
        var straying = Margin * Math.Sqrt(VarianceOfSteps(slope) * (reach + (reach * reach / span)));
        return start + (slope * reach) + straying < floor;
    }

    private double Newest => _seconds[(_oldest + _count - 1) % Capacity];

    // Of a walk with this drift, for each second.
    private double VarianceOfSteps(double slope)
    {
        double sum = 0;
        for (var i = 1; i < Capacity; i++)
        {
            var (from, to) = ((_oldest + i - 1) % Capacity, (_oldest + i) % Capacity);
            var seconds = _seconds[to] - _seconds[from];
            var step = _levels[to] - _levels[from] - (slope * seconds);
            sum += step * step / seconds;
        }

        return sum / (Capacity - 1);
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
