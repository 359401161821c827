using System.Globalization;
using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Watches the kernel's tracepoints for who breaks memory up and who waits for it, from its beginning until
/// it is disposed of: then nothing of the tracing is left.</summary>
internal sealed class BlameWatch : IDisposable
{
    private const string Extfrag = "kmem/mm_page_alloc_extfrag";

    // Three keys are the most that the kernel takes, so whole pageblocks are a sum.
    private const string Trigger = "hist:keys=common_pid.execname,alloc_migratetype,fallback_migratetype"
        + ":vals=change_ownership:size=8192";

    private long _dropped;

    private const int RingKib = 512;

    // What one look reads at most: a flood is lost and counted, and does not take a processor.
    private const int BytesPerLook = 512 << 10;

    private static readonly string[] Stalls =
    [
        "compaction/mm_compaction_begin", "compaction/mm_compaction_end", "vmscan/mm_vmscan_direct_reclaim_begin",
        "vmscan/mm_vmscan_direct_reclaim_end",
    ];

    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly StackTally _stacks = new();
    private readonly TraceInstance _instance;

    private BlameWatch(TraceInstance instance, Func<int, string> ownerOf) =>
        (_instance, Tally) = (instance, new BlameTally(ownerOf));

    /// <summary>Who did what, as far as it has been read.</summary>
    internal BlameTally Tally { get; }

    /// <summary>The kernel counts blocks that are taken by itself: <see cref="Finish"/> reads them.</summary>
    internal bool IsCounted { get; private set; }

    /// <summary>Tracepoints that this kernel does not have.</summary>
    internal List<string> Missing { get; } = [];

    /// <summary>Events that were lost so far.</summary>
    internal long Lost => _instance.Lost() + _dropped;

    /// <summary>Begins.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="hasStacks">Keep the stacks, too.</param>
    /// <param name="mayCount">The kernel may count by itself: then nothing is known before the end.</param>
    /// <param name="ownerOf">Whose a task is, in words.</param>
    /// <param name="told">Told of what killed processes left behind.</param>
    /// <param name="error">Why it cannot, as a sentence; null if it can.</param>
    /// <param name="isDenied">This user may not.</param>
    internal static BlameWatch? TryBegin(
        KernelRoot root, bool hasStacks, bool mayCount, Func<int, string> ownerOf, Action<string> told,
        out string? error, out bool isDenied)
    {
        if (TraceInstance.TryOpen(root, told, out error, out isDenied) is not { } instance)
        {
            return null;
        }

        var watch = new BlameWatch(instance, ownerOf);
        if (watch.Begin(hasStacks, mayCount))
        {
            return watch;
        }

        watch.Dispose();
        error = $"this kernel has no tracepoint {Extfrag}";
        return null;
    }

    /// <summary>Whose a task is, by its control group; empty if it is gone.</summary>
    internal static CgroupOwner? OwnerOf(KernelRoot root, int tid)
    {
        // A thread's id works as well as a process's.
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{tid}/cgroup");
        return RegularFile.Read(root.Path(path), path, 64 << 10).Content is { } text ? CgroupOwner.Parse(text) : null;
    }

    /// <summary>Takes what has gathered, a bounded amount.</summary>
    internal void Read()
    {
        for (var total = 0; total < BytesPerLook;)
        {
            var length = _instance.ReadRing(_buffer);
            if (length == 0)
            {
                return;
            }

            total += length;
            var text = _buffer.AsSpan(0, length);
            foreach (var range in text.Split((byte)'\n'))
            {
                Take(text[range]);
            }
        }
    }

    /// <summary>Takes what the kernel has counted, once, at the end.</summary>
    internal void Finish()
    {
        Read();
        var text = IsCounted ? _instance.Read($"events/{Extfrag}/hist").AsSpan() : default;
        foreach (var range in text.Split((byte)'\n'))
        {
            if (HistLine.TryParse(text[range], out var line))
            {
                Tally.Take(line);
            }
            else if (HistLine.TryParseDropped(text[range], out var dropped))
            {
                _dropped = (long)Math.Min(dropped, long.MaxValue / 2);
            }
        }
    }

    /// <summary>The stacks in which blocks were taken, with how often, most first; innermost frame first.</summary>
    internal List<(string Frames, int Count)> Stacks() => _stacks.Most();

    /// <inheritdoc/>
    public void Dispose() => _instance.Dispose();

    private bool Begin(bool hasStacks, bool mayCount)
    {
        _ = _instance.Write("trace_clock", "mono");
        _ = _instance.Write("buffer_size_kb", RingKib.ToString(CultureInfo.InvariantCulture));
        if (hasStacks)
        {
            _ = _instance.Write("options/stacktrace", "1");
        }

        // A histogram costs no reading at all; stacks are read from the ring.
        IsCounted = !hasStacks && mayCount && _instance.Count(Extfrag, Trigger) is null;
        string[] wanted = IsCounted ? Stalls : [Extfrag, .. Stalls];
        foreach (var name in wanted)
        {
            if (_instance.Enable(name) is not null)
            {
                Missing.Add(name);
            }
        }

        return !Missing.Contains(Extfrag);
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(" => "u8))
        {
            _stacks.Frame(line[" => ".Length..]);
        }
        else if (TraceLine.TryParse(line, out var trace))
        {
            _stacks.Begin(Tally.Take(trace));
        }
    }

    /// <summary>Counts stacks, by their innermost frames.</summary>
    private sealed class StackTally
    {
        private const int MostFrames = 16;
        private const int MostStacks = 1000;
        private const int Shown = 5;

        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
        private readonly StringBuilder _frames = new();
        private int _depth;
        private bool _isWanted;

        internal void Begin(bool isWanted)
        {
            End();
            _isWanted = isWanted;
        }

        internal void Frame(ReadOnlySpan<byte> frame)
        {
            if (_isWanted && _depth < MostFrames && !frame.StartsWith("trace_event_raw"u8))
            {
                var end = frame.IndexOf((byte)'+');
                var name = Encoding.UTF8.GetString(end < 0 ? frame : frame[..end]);
                _frames.Append(_depth++ == 0 ? "" : " < ").Append(name);
            }
        }

        internal List<(string Frames, int Count)> Most()
        {
            End();
            var all = new List<(string Frames, int Count)>();
            foreach (var (frames, count) in _counts)
            {
                all.Add((frames, count));
            }

            all.Sort((one, other) => other.Count.CompareTo(one.Count));
            return all.Count > Shown ? all.GetRange(0, Shown) : all;
        }

        private void End()
        {
            if (_depth > 0)
            {
                var frames = _frames.ToString();
                if (_counts.TryGetValue(frames, out var count) || _counts.Count < MostStacks)
                {
                    _counts[frames] = count + 1;
                }
            }

            _frames.Clear();
            (_depth, _isWanted) = (0, false);
        }
    }
}
