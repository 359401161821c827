using System.Buffers.Text;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>Writes Prometheus' text format 0.0.4 into a buffer that it keeps: once the buffer is large enough, nothing
/// is allocated any more.</summary>
/// <remarks>Every family has HELP and TYPE and its samples in one piece; no sample has a timestamp, because
/// node_exporter refuses a file that has one; the last line ends with a newline.</remarks>
internal sealed class ExpositionText
{
    /// <summary>What every name begins with.</summary>
    internal const string Prefix = "fragguard_";

    private const int MostNumberBytes = 32;

    private readonly byte[] _family = new byte[64];
    private byte[] _bytes = new byte[16 << 10];
    private int _familyBytes;
    private int _length;
    private bool _hasLabels;

    /// <summary>What was written.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    internal void Clear() => _length = 0;

    /// <summary>Begins a family of metrics that go up and down.</summary>
    /// <param name="name">Its name without the prefix.</param>
    /// <param name="help">What it says, in one sentence: no newline and no backslash.</param>
    internal void Gauge(ReadOnlySpan<byte> name, ReadOnlySpan<byte> help) => Begin(name, "gauge"u8, help);

    /// <summary>Begins a family of metrics that only grow; its name ends in <c>_total</c>.</summary>
    internal void Counter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> help) => Begin(name, "counter"u8, help);

    /// <summary>Begins a sample of the family.</summary>
    internal ExpositionText Sample()
    {
        Add("fragguard_"u8);
        Add(_family.AsSpan(0, _familyBytes));
        _hasLabels = false;
        return this;
    }

    /// <summary>A label of the sample.</summary>
    internal ExpositionText Label(ReadOnlySpan<byte> name, string value)
    {
        BeginLabel(name);
        AddEscaped(value);
        Add("\""u8);
        return this;
    }

    /// <summary>A label of the sample, a number.</summary>
    internal ExpositionText Label(ReadOnlySpan<byte> name, long value)
    {
        BeginLabel(name);
        AddNumber(value);
        Add("\""u8);
        return this;
    }

    /// <summary>The labels of a zone, as node_exporter has them.</summary>
    internal ExpositionText Labels(ZoneId zone)
    {
        Label("node"u8, zone.Node);
        BeginLabel("zone"u8);
        Reserve(ZoneName.MaxBytes);
        _length += zone.Zone.WriteTo(_bytes.AsSpan(_length));
        Add("\""u8);
        return this;
    }

    /// <summary>Ends the sample with 1 or 0.</summary>
    internal void Is(bool value) => Is(value ? 1 : 0);

    /// <summary>Ends the sample with a whole number.</summary>
    internal void Is(long value)
    {
        EndLabels();
        AddNumber(value);
        Add("\n"u8);
    }

    /// <summary>Ends the sample with a whole number.</summary>
    internal void Is(ulong value)
    {
        EndLabels();
        Reserve(MostNumberBytes);
        _ = Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var bytes);
        _length += bytes;
        Add("\n"u8);
    }

    /// <summary>Ends the sample with a number of which parts are given: 1234 thousandths are 1.234.</summary>
    /// <param name="parts">How many; not negative.</param>
    /// <param name="decimals">How many decimals they have.</param>
    internal void IsParts(long parts, int decimals)
    {
        EndLabels();
        var whole = 1L;
        for (var i = 0; i < decimals; i++)
        {
            whole *= 10;
        }

        AddNumber(parts / whole);
        if (parts % whole != 0)
        {
            Add("."u8);
            for (var rest = parts % whole; rest != 0; rest %= whole)
            {
                whole /= 10;
                AddNumber(rest / whole);
            }
        }

        Add("\n"u8);
    }

    /// <summary>Ends the sample with a time: seconds since the epoch.</summary>
    internal void Is(DateTimeOffset time) => IsParts(time.ToUnixTimeMilliseconds(), 3);

    private void Begin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> help)
    {
        name.CopyTo(_family);
        _familyBytes = name.Length;
        Add("# HELP fragguard_"u8);
        Add(name);
        Add(" "u8);
        Add(help);
        Add("\n# TYPE fragguard_"u8);
        Add(name);
        Add(" "u8);
        Add(type);
        Add("\n"u8);
    }

    private void BeginLabel(ReadOnlySpan<byte> name)
    {
        Add(_hasLabels ? ","u8 : "{"u8);
        Add(name);
        Add("=\""u8);
        _hasLabels = true;
    }

    private void EndLabels() => Add(_hasLabels ? "} "u8 : " "u8);

    private void AddEscaped(string value)
    {
        if (value.AsSpan().ContainsAny('\\', '"', '\n'))
        {
            value = value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
        }

        Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
        _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
    }

    private void AddNumber(long value)
    {
        Reserve(MostNumberBytes);
        _ = Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var bytes);
        _length += bytes;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }
    }
}
