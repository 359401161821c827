using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Reads a trace sample by sample, in one pass and without copying.</summary>
/// <remarks>Layout, plain text that a shell loop can write:
/// <code>
/// # fragguard-trace 1
/// @ 120.5
/// > proc/buddyinfo
/// Node 0, zone   Normal   1180   1371 ...
/// ! 4,20003,641424618,-;java: page allocation failure: order:4, ...
/// </code>
/// <c>@</c> begins a sample: seconds on a clock that never goes back. <c>></c> names a captured file, with or without a
/// leading slash, whose raw text follows up to the next line that begins with one of the three marks. <c>!</c> is a
/// record of the kernel log: raw <c>/dev/kmsg</c>, a line of dmesg, or a bare message. Lines that begin with <c>#</c>
/// outside a file's text are comments.
/// <para>A text that begins otherwise is taken as captures of /proc/buddyinfo one after another: a row of a zone that
/// was there already begins the next sample. Times between them or before the rows are used; without, samples are an
/// interval apart.</para></remarks>
public sealed partial class TraceReader
{
    /// <summary>The first line of a trace.</summary>
    public const string Header = "# fragguard-trace 1";

    // Far more than any machine has, and few enough that what is quadratic in them stays quick.
    private const int MaxSections = 256;

    private static readonly ReadOnlyMemory<byte> BuddyInfoPath = "proc/buddyinfo"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _trace;
    private readonly TimeSpan _interval;
    private readonly List<TraceSection> _sections = [];
    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly HashSet<ZoneId> _zones = [];
    private Form _form = Form.Unknown;
    private (ReadOnlyMemory<byte> Path, int TextAt, int Line)? _open;
    private int _position;
    private int _line;

    /// <summary>A reader at the beginning of a trace.</summary>
    /// <param name="trace">The whole text.</param>
    /// <param name="interval">The time between bare captures of buddyinfo.</param>
    public TraceReader(ReadOnlyMemory<byte> trace, TimeSpan interval)
    {
        _trace = trace;
        _position = trace.Span.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        _interval = interval;
    }

    private enum Form
    {
        Unknown,
        Trace,
        Bare,
    }

    /// <summary>The time of the sample.</summary>
    public TimeSpan At { get; private set; }

    /// <summary>Samples read so far.</summary>
    public int Samples { get; private set; }

    /// <summary>The files of the sample, in order; valid until the next one is read.</summary>
    public IReadOnlyList<TraceSection> Sections => _sections;

    /// <summary>The kernel-log records of the sample, in order; valid until the next one is read.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records => _records;

    /// <summary>Bare captures without times: they are taken as an interval apart.</summary>
    public bool LacksTimes => _form == Form.Bare && Samples > 1 && _firstSeconds is null;

    /// <summary>Why reading has stopped; null while it has not, and at the end of a good trace.</summary>
    public TraceError? Error { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads the next sample.</summary>
    /// <returns>False at the end, or if something is wrong: <see cref="Error"/> says what.</returns>
    public bool TryRead()
    {
        _sections.Clear();
        _records.Clear();
        if (Error is null && _form == Form.Unknown)
        {
            FindForm();
        }

        var found = Error is null && (_form == Form.Trace ? TryReadSample() : TryReadCapture());
        Samples += found ? 1 : 0;
        return found;
    }

    private void FindForm()
    {
        while (TryPeek(out var line, out var next) && IsBlank(line))
        {
            Skip(next);
        }

        TryPeek(out var first, out var second);
        first = first.TrimEnd("\r "u8);
        if (first.StartsWith("# fragguard-trace"u8))
        {
            Skip(second);
            _form = Form.Trace;
            Error = first.SequenceEqual("# fragguard-trace 1"u8)
                ? null
                : new TraceError(_line, $"this version reads '{Header}' only");
        }
        else if (!first.IsEmpty && first[0] is (byte)'@' or (byte)'>' or (byte)'!')
        {
            Error = new TraceError(_line + 1, $"a trace begins with '{Header}'");
        }
        else
        {
            _form = Form.Bare;
        }
    }

    private bool TryReadSample()
    {
        var isBegun = false;
        while (Error is null && TryPeek(out var line, out var next))
        {
            var (mark, lineAt) = (MarkOf(line), _position);
            if (mark == (byte)'@' && isBegun)
            {
                break;
            }

            Skip(next);
            if (mark is (byte)'@' or (byte)'>' or (byte)'!')
            {
                CloseSection(lineAt);
            }

            if (Error is null)
            {
                TakeLine(mark, lineAt, line, ref isBegun);
            }
        }

        CloseSection(_position);
        return isBegun && Error is null;
    }

    private void TakeLine(byte mark, int lineAt, ReadOnlySpan<byte> line, ref bool isBegun)
    {
        switch (mark)
        {
            case (byte)'@':
                isBegun = TryReadTime(line[1..]);
                break;
            case (byte)'>' when isBegun:
                _open = (PathIn(lineAt, line), _position, _line);
                break;
            case (byte)'!' when isBegun:
                _records.Add(Trimmed(lineAt + 1, line[1..]));
                break;
            default:
                if (_open is null && mark != (byte)'#' && !IsBlank(line))
                {
                    Fail(isBegun
                        ? "text that belongs to no file: '> path' is missing before it"
                        : "a sample begins with '@ seconds'");
                }

                break;
        }
    }

    private void CloseSection(int end)
    {
        if (_open is { } open && Error is null)
        {
            _open = null;
            AddSection(new TraceSection(open.Path, _trace[open.TextAt..end], open.Line));
        }
    }

    private void AddSection(TraceSection section)
    {
        foreach (var other in _sections)
        {
            if (section.Is(other.Path.Span))
            {
                Error = new TraceError(section.Line, "the sample has this file already");
            }
        }

        _sections.Add(section);
        if (section.Path.IsEmpty || _sections.Count > MaxSections)
        {
            Error = new TraceError(
                section.Line,
                section.Path.IsEmpty ? "a path is missing behind '>'" : $"more than {MaxSections} files in one sample");
        }
    }

    private bool TryReadTime(ReadOnlySpan<byte> text)
    {
        if (!TraceTime.TryParse(text.Trim(" \t\r"u8), out var at))
        {
            Fail("seconds are missing behind '@': a number such as 120 or 120.5");
            return false;
        }

        if (Samples > 0 && at < At)
        {
            Fail("the time goes backwards");
            return false;
        }

        At = at;
        return true;
    }

    private ReadOnlyMemory<byte> PathIn(int lineAt, ReadOnlySpan<byte> line)
    {
        var path = Trimmed(lineAt + 1, line[1..]);
        return path.Span.StartsWith("/"u8) ? path[1..] : path;
    }

    private ReadOnlyMemory<byte> Trimmed(int at, ReadOnlySpan<byte> text)
    {
        var trimmed = text.TrimStart(" \t"u8);
        return _trace.Slice(at + text.Length - trimmed.Length, trimmed.TrimEnd(" \t\r"u8).Length);
    }

    // The line at the position, without its newline, and where the next one begins.
    private bool TryPeek(out ReadOnlySpan<byte> line, out int next)
    {
        var rest = _trace.Span[_position..];
        var length = rest.IndexOf((byte)'\n');
        line = length < 0 ? rest : rest[..length];
        next = length < 0 ? _trace.Length : _position + length + 1;
        return !rest.IsEmpty;
    }

    private void Skip(int next)
    {
        _position = next;
        _line++;
    }

    private void Fail(string message) => Error = new TraceError(_line, message);

    private static byte MarkOf(ReadOnlySpan<byte> line) => line.IsEmpty ? (byte)0 : line[0];

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
