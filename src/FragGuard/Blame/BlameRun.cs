using System.Globalization;
using System.Text;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What blame found.</summary>
/// <param name="Tally">Who did what.</param>
/// <param name="Length">How long was watched.</param>
internal sealed record BlameResult(BlameTally Tally, TimeSpan Length)
{
    /// <summary>The kernel counted blocks that were taken by itself.</summary>
    internal bool IsCounted { get; init; }

    /// <summary>Events that were lost.</summary>
    internal long Lost { get; init; }

    /// <summary>Processor time that reading took.</summary>
    internal TimeSpan ProcessorTime { get; init; }

    /// <summary>Stacks in which blocks were taken, with how often, most first; innermost frame first.</summary>
    internal List<(string Frames, int Count)> Stacks { get; init; } = [];

    /// <summary>Tracepoints that this kernel does not have.</summary>
    internal List<string> Missing { get; init; } = [];
}

/// <summary>Watches the kernel's tracepoints for a while.</summary>
internal static class BlameRun
{
    private const string Extfrag = "kmem/mm_page_alloc_extfrag";
    private const string Trigger =
        "hist:keys=common_pid.execname,alloc_migratetype,fallback_migratetype,change_ownership:size=8192";
    private const int RingKib = 512;

    // What one look reads at most: a flood is lost and counted, and does not take a processor.
    private const int BytesPerLook = 512 << 10;
    private const int MostStacks = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Stalls =
    [
        "compaction/mm_compaction_begin", "compaction/mm_compaction_end", "vmscan/mm_vmscan_direct_reclaim_begin",
        "vmscan/mm_vmscan_direct_reclaim_end",
    ];

    /// <summary>Watches.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="length">For how long.</param>
    /// <param name="hasStacks">Keep the stacks, too.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="GuardException">There is no tracing here, or not for this user.</exception>
    internal static BlameResult Watch(KernelRoot root, TimeSpan length, bool hasStacks, WakeUp stop)
    {
        using var instance = TraceInstance.TryOpen(root, Console.Error.WriteLine, out var error, out var isDenied)
            ?? throw new GuardException(isDenied ? ExitCodes.NoPermission : ExitCodes.Unavailable, $"blame: {error}");
        var tally = new BlameTally(tid => OwnerOf(root, tid));
        var stacks = new StackTally();
        var missing = new List<string>();
        _ = instance.Write("trace_clock", "mono");
        _ = instance.Write("buffer_size_kb", RingKib.ToString(CultureInfo.InvariantCulture));
        if (hasStacks)
        {
            _ = instance.Write("options/stacktrace", "1");
        }

        // A histogram costs no reading at all; stacks are read from the ring.
        var isCounted = !hasStacks && instance.Count(Extfrag, Trigger) is null;
        string[] wanted = isCounted ? Stalls : [Extfrag, .. Stalls];
        foreach (var name in wanted)
        {
            if (instance.Enable(name) is not null)
            {
                missing.Add(name);
            }
        }

        if (missing.Contains(Extfrag))
        {
            throw new GuardException(ExitCodes.Unavailable, $"blame: this kernel has no tracepoint {Extfrag}");
        }

        var startedAt = GuardLoop.Now;
        var processorAt = Environment.CpuUsage.TotalTime;
        var poller = new Poller(1);
        poller.Watch(0, stop.Fd);
        var buffer = new byte[64 << 10];
        while (!stop.IsRaised && GuardLoop.Now - startedAt < length)
        {
            var left = startedAt + length - GuardLoop.Now;
            poller.Wait(left < Look ? left : Look);
            ReadRing(instance, buffer, tally, stacks);
        }

        var watched = GuardLoop.Now - startedAt;
        ReadRing(instance, buffer, tally, stacks);
        if (isCounted)
        {
            ReadHistogram(instance, tally);
        }

        return new BlameResult(tally, watched)
        {
            IsCounted = isCounted,
            Lost = instance.Lost(),
            ProcessorTime = Environment.CpuUsage.TotalTime - processorAt,
            Stacks = stacks.Most(),
            Missing = missing,
        };
    }

    private static void ReadHistogram(TraceInstance instance, BlameTally tally)
    {
        var text = instance.Read($"events/{Extfrag}/hist").AsSpan();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (HistLine.TryParse(text[range], out var line))
            {
                tally.Take(line);
            }
        }
    }

    private static void ReadRing(TraceInstance instance, byte[] buffer, BlameTally tally, StackTally stacks)
    {
        for (var total = 0; total < BytesPerLook;)
        {
            var length = instance.ReadRing(buffer);
            if (length == 0)
            {
                return;
            }

            total += length;
            var text = buffer.AsSpan(0, length);
            foreach (var range in text.Split((byte)'\n'))
            {
                var line = text[range];
                if (line.StartsWith(" => "u8))
                {
                    stacks.Frame(line[" => ".Length..]);
                }
                else if (TraceLine.TryParse(line, out var trace) && !trace.Name.SequenceEqual("<stack"u8))
                {
                    stacks.Begin(tally.Take(trace));
                }
            }
        }
    }

    // A thread's id works as well as a process's.
    private static string OwnerOf(KernelRoot root, int tid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{tid}/cgroup");
        return RegularFile.Read(root.Path(path), path, 64 << 10).Content is { } text
            && CgroupOwner.Parse(text) is { } owner
            ? owner.Words(owner.PodUid is null ? null
                : Programs.PodNames(new ReportFiles(root)).GetValueOrDefault(owner.PodUid))
            : "";
    }

    /// <summary>Counts stacks, by their innermost frames.</summary>
    private sealed class StackTally
    {
        private const int MostFrames = 16;

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
                _frames.Append(_depth++ == 0 ? "" : " < ").Append(Encoding.UTF8.GetString(end < 0 ? frame
                    : frame[..end]));
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
            return all.Count > 5 ? all.GetRange(0, 5) : all;
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
