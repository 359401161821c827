using System.Buffers;
using System.Globalization;
using System.Text;
using FragGuard.Config;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Chaos.Parsers;

/// <summary>Gives damaged texts to every parser of the product, in this process. A parser may refuse, but never throw,
/// hang, or report what cannot be.</summary>
/// <remarks>An input depends on the seed and its number alone: <see cref="Input"/> makes it again.</remarks>
internal sealed class ParserStorm(ParserCorpus corpus, int seed)
{
    private readonly BuddyTable _buddy = new();
    private readonly ZoneInfoTable _zones = new();
    private long _number;
    private long _startedAt = Environment.TickCount64;

    /// <summary>What a text is, and so which parsers get it.</summary>
    internal enum Kind
    {
        KernelFile,
        LogLine,
        Trace,
        Configuration,
    }

    /// <summary>The number of the input that is being parsed, and for how long it has been, in milliseconds.</summary>
    internal (long Number, long Milliseconds) Present =>
        (Volatile.Read(ref _number), Environment.TickCount64 - Volatile.Read(ref _startedAt));

    /// <summary>Gives so many inputs to the parsers.</summary>
    /// <param name="from">The first input's number.</param>
    /// <param name="count">How many.</param>
    /// <param name="failed">Told of each that a parser failed on: its number, and how.</param>
    internal void Run(long from, long count, Action<long, string> failed)
    {
        for (var number = from; number < from + count; number++)
        {
            Volatile.Write(ref _number, number);
            Volatile.Write(ref _startedAt, Environment.TickCount64);
            if (Try(number) is { } fault)
            {
                failed(number, fault);
            }
        }
    }

    /// <summary>The input of this number.</summary>
    internal (Kind Kind, byte[] Text) Input(long number)
    {
        var random = new Random(HashCode.Mix(seed, number));
        var kind = random.Next(100) switch
        {
            < 45 => Kind.KernelFile,
            < 80 => Kind.LogLine,
            < 90 => Kind.Trace,
            _ => Kind.Configuration,
        };
        var texts = kind switch
        {
            Kind.KernelFile => corpus.KernelFiles,
            Kind.LogLine => corpus.LogLines,
            Kind.Trace => corpus.Traces,
            _ => corpus.Configurations,
        };
        var text = texts[random.Next(texts.Length)];
        return (kind, new Mutator(random).Damage(text, texts[random.Next(texts.Length)]));
    }

    private string? Try(long number)
    {
        var (kind, text) = Input(number);
        try
        {
            return kind switch
            {
                Kind.KernelFile => ReadKernelFile(text),
                Kind.LogLine => ReadLogLine(text),
                Kind.Trace => ReadTrace(text),
                _ => ReadConfiguration(text),
            };
        }
        catch (Exception fault)
        {
            return $"{kind}: {fault}";
        }
    }

    private string? ReadKernelFile(byte[] text)
    {
        if (_buddy.Parse(text))
        {
            foreach (ref readonly var row in _buddy.Rows)
            {
                if (UnusableFreeSpaceIndex.Permille(row.Free, 4) is < 0 or > 1000
                    || FragmentationIndex.Permille(row.Free, 4) is < -1000 or > 1000)
                {
                    return $"an index out of range: {row}";
                }
            }
        }

        _ = _zones.Parse(text);
        _ = BuddyInfo.TryParseLine(text, out _);
        _ = VmStat.TryParse(text, out var stat) && VmStat.Delta(stat, default) == default;
        _ = MemInfo.TryParse(text, out _);
        _ = Pressure.TryParse(text, out _);
        _ = PageTypeInfo.TryParse(text, out _);
        _ = BracketedChoice.TryParse(text, out _);
        _ = NodeList.TryParse(text, out _);
        _ = ProcStat.TryParse(text, out _);
        _ = KernelVersion.TryParse(text, out _);
        var host = new HostStateReader
        {
            MemInfo = text,
            VmStat = text,
            MemoryPressure = text,
            IoPressure = text,
            Uptime = text,
        };
        return host.Read() is { MemoryPressureBasisPoints: < 0 } or { IoPressureBasisPoints: < 0 }
            ? "a pressure below zero"
            : null;
    }

    private static string? ReadLogLine(byte[] text)
    {
        _ = KmsgRecord.TryParse(text, out var record);
        _ = LogLine.TryParse(text, out _);
        _ = AllocationFailure.TryParse(record, out _);
        if (!AllocationFailure.TryParseLogLine(text, out var failure))
        {
            return null;
        }

        var report = FailureReport.Of(failure);
        var told = $"{report} {report.Advice}";
        return told.Any(char.IsControl) ? $"a control character in: {told}" : null;
    }

    private static string? ReadTrace(byte[] text)
    {
        var settings = new GuardSettings();
        var replay = new Policy.Replay(text, settings, new MachineFacts());
        var output = new ArrayBufferWriter<byte>();
        for (var entries = 0; entries < 2000 && replay.TryRead(out var entry); entries++)
        {
            ReplayText.Write(output, entry, settings);
        }

        return null;
    }

    private static string? ReadConfiguration(byte[] text)
    {
        var result = ConfigReader.Read(text, "fragguard.toml", machine: null);
        var told = string.Join('\n', result.Errors.Select(error => error.Render()));
        if (result.Settings is null && result.Errors.Count == 0)
        {
            return "refused without a word";
        }

        return Encoding.UTF8.GetByteCount(told) > 1 << 20 ? "more than 1 MiB of errors" : null;
    }

    private static class HashCode
    {
        /// <summary>The same number in every process, unlike the framework's.</summary>
        internal static int Mix(int seed, long number)
        {
            var mixed = ((ulong)(uint)seed << 32) ^ (ulong)number;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return (int)(mixed ^ (mixed >> 31));
        }
    }

    /// <summary>The input as one line that a shell's <c>printf %b</c> understands.</summary>
    internal static string Printable(byte[] text) => string.Concat(text.Select(value => value is >= 32 and < 127
        && value is not ((byte)'\\' or (byte)'\'')
            ? ((char)value).ToString()
            : string.Create(CultureInfo.InvariantCulture, $"\\0{Convert.ToString(value, 8).PadLeft(3, '0')}")));
}
