using System.Text;

namespace FragGuard.Kernel;

/// <summary>Finds the failed allocations in a log, line by line: one event for each, with its dump, its repeats and its
/// consequences.</summary>
/// <remarks>An event is held back until nothing more can belong to it. Memory stays flat whatever the log holds: few
/// events are held, and each is bounded.</remarks>
public sealed class FailureScanner : ILogMessages
{
    private const int MostHeld = 16;
    private const int DumpLines = 400;
    private const int VmapLines = 6;
    private const double LinkedSeconds = 2.0;
    private const int LinkedLines = 100;
    private const int MaxTextBytes = 300;
    private const int MaxTimeBytes = 64;

    // The list of tasks before the last lines of an OOM may be long.
    private const int OomLines = 50_000;
    private const double OomSeconds = 60.0;

    private readonly Action<FailureEvent> _found;
    private readonly LogUnwrapper _unwrapper;
    private readonly List<FailureEvent> _held = [];
    private readonly byte[] _current = new byte[4096];
    private FailureEvent? _last;
    private long _lastLine;
    private long _lines;
    private bool _isTaken;
    private double? _seconds;
    private bool _hasSeconds;
    private int _currentBytes;

    /// <summary>A scanner.</summary>
    /// <param name="found">Told of each event, in the order of the log.</param>
    public FailureScanner(Action<FailureEvent> found) => (_found, _unwrapper) = (found, new LogUnwrapper(this));

    /// <summary>How many lines were read.</summary>
    public long Lines => _lines;

    /// <summary>Lines that look like failures but name a program as their author.</summary>
    public long RefusedOfPrograms { get; private set; }

    /// <summary>Lines that look like failures, but what stands before the words was not understood.</summary>
    public long RefusedUnknown { get; private set; }

    /// <summary>The first of those lines, cut to a readable length.</summary>
    public string? FirstRefused { get; private set; }

    /// <summary>Its number.</summary>
    public long FirstRefusedLine { get; private set; }

    /// <summary>True if nothing is open that the next lines may belong to: whole blocks of them may be passed
    /// over.</summary>
    public bool IsIdle =>
        !_unwrapper.IsInsideRecord && (_held.Count == 0 || _lines - _held[^1].LastLine > DumpLines);

    /// <summary>True if no line of a block can matter.</summary>
    public static bool IsDull(ReadOnlySpan<byte> lines) => LogHints.IsDull(lines);

    /// <summary>Counts lines that were passed over.</summary>
    public void PassOver(long lines)
    {
        _lines += lines;
        HandOut(MostHeld);
    }

    /// <summary>Reads the next line, without its newline.</summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        _lines++;
        if (!IsWorthALook(line))
        {
            return;
        }

        _hasSeconds = false;
        _currentBytes = Math.Min(line.Length, _current.Length);
        line[.._currentBytes].CopyTo(_current);
        _isTaken = false;
        _unwrapper.Take(line, _lines);
        if (!_isTaken && _unwrapper.Line == _lines)
        {
            _lastLine = 0;
        }

        HandOut(MostHeld);
    }

    /// <summary>Ends the log: hands out what is held.</summary>
    public void Finish()
    {
        _unwrapper.EndRecord();
        HandOut(0);
    }

    /// <summary>No more lines came for a while: whoever follows a log wants to see what there is.</summary>
    public void Flush() => HandOut(0);

    void ILogMessages.Take(ReadOnlySpan<byte> message, ReadOnlySpan<byte> prefix, ulong repeats)
    {
        if (!AllocationFailure.TryParse(message, out var failure))
        {
            return;
        }

        _isTaken = true;
        switch (failure.Kind)
        {
            case FailureKind.CpusetLine:
                _ = TryAttach(message, _held.FindLast(held => held.Failure.Comm == failure.Comm));
                break;
            case FailureKind.CompactionDisabled:
                if (_held.Count > 0)
                {
                    _held[^1].IsWithoutCompaction = true;
                }

                break;
            case FailureKind.KmemCache when TryLink(message):
                break;
            case FailureKind.Vmalloc when IsBehindVmap(failure):
                _held[^1].BecomeVmalloc(failure);
                Remember(_held[^1]);
                break;
            default:
                var found = new FailureEvent(failure, _unwrapper.Line, TimeOf(prefix), Seconds()) { Count = repeats };
                _held.Add(found);
                Remember(found);
                break;
        }
    }

    bool ILogMessages.TakeOther(ReadOnlySpan<byte> line, LogSender sender)
    {
        if (line.IndexOf("annot allocate memory"u8) >= 0)
        {
            return TryLink(line);
        }

        if (sender == LogSender.Program || TryAttach(line, Target(line)))
        {
            return sender != LogSender.Program;
        }

        if (line.IndexOf("emory cgroup out of memory: Kill"u8) >= 0
            && LogStamp.SenderOf(Before(line)) != LogSender.Program)
        {
            var found = new FailureEvent(AllocationFailure.OfLoneKill(), _unwrapper.Line, TimeOf(Before(line)),
                Seconds());
            _ = found.Evidence.TryTake(line);
            _held.Add(found);
            Remember(found);
            return true;
        }

        return false;
    }

    void ILogMessages.Repeat(ulong times)
    {
        // It is the line right before that was repeated, not the failure above it.
        if (_last is { } last && _lastLine == _lines - 1)
        {
            last.Count = Math.Max(last.Count, last.Count + times);
        }
    }

    void ILogMessages.Refuse(LogSender sender)
    {
        if (sender == LogSender.Program)
        {
            RefusedOfPrograms++;
        }
        else
        {
            RefusedUnknown++;
        }

        if (FirstRefused is null)
        {
            FirstRefused = AllocationFailure.Decode(_current.AsSpan(0, Math.Min(_currentBytes, 160)));
            FirstRefusedLine = _unwrapper.Line;
        }
    }

    private bool IsWorthALook(ReadOnlySpan<byte> line) =>
        _unwrapper.IsInsideRecord
        || (_held.Count > 0 && _lines - _held[^1].LastLine <= DumpLines && LogHints.HasEvidenceWord(line))
        || LogHints.HasFailureWord(line) || line.IndexOf("oom-kill:"u8) >= 0 || line.IndexOf("repeated "u8) >= 0
        || LogRecord.MayBegin(line) || (line.StartsWith("{"u8) && line.IndexOf("MESSAGE\":["u8) > 0);

    private void Remember(FailureEvent found) => (_last, _lastLine) = (found, _unwrapper.Line);

    private static ReadOnlySpan<byte> Before(ReadOnlySpan<byte> line) =>
        line[..line.IndexOf("emory cgroup"u8)].TrimEnd("Mm"u8);

    private bool IsBehindVmap(AllocationFailure failure) =>
        _held.Count > 0 && _held[^1] is { Failure.Kind: FailureKind.Vmap } vmap
            && _unwrapper.Line - vmap.Line <= VmapLines
        && failure.Reason is FailureReason.NoAddresses or FailureReason.None;

    // A dump belongs to the failure before it that has none yet; several CPUs may fail at once.
    private FailureEvent? Target(ReadOnlySpan<byte> line)
    {
        var isStart = line.IndexOf("Mem-Info:"u8) >= 0 || line.IndexOf("Mem-info:"u8) >= 0;
        for (var i = _held.Count - 1; isStart && i >= 0; i--)
        {
            if (_held[i] is { Failure.IsFailure: true, Evidence.Dump.HasBegun: false }
                && _unwrapper.Line - _held[i].LastLine <= DumpLines)
            {
                return _held[i];
            }
        }

        var isEnd = line.IndexOf("oom-kill:"u8) >= 0 || line.IndexOf("ut of memory: "u8) >= 0;
        return isEnd
            ? _held.FindLast(held => held.Failure.Kind is FailureKind.Oom && _unwrapper.Line - held.LastLine <= OomLines
                && !(held.Seconds is { } then && Seconds() is { } now && Math.Abs(now - then) > OomSeconds))
            : isStart ? null : Latest();
    }

    private FailureEvent? Latest()
    {
        var latest = _held.FindLast(held => held.Failure.IsFailure);
        var filling = _held.FindLast(held => held.Evidence.Dump is { HasBegun: true, IsComplete: false });
        latest = filling is not null && filling.LastLine > (latest?.LastLine ?? 0) ? filling : latest;
        return latest is not null && _unwrapper.Line - latest.LastLine <= DumpLines ? latest : null;
    }

    private bool TryAttach(ReadOnlySpan<byte> line, FailureEvent? target)
    {
        if (target is null || !target.Evidence.TryTake(line))
        {
            return false;
        }

        target.LastLine = _unwrapper.Line;
        return true;
    }

    private bool TryLink(ReadOnlySpan<byte> text)
    {
        var seconds = Seconds();
        var cause = _held.FindLast(held => held.Failure.IsFailure
            && (held.Seconds is { } then && seconds is { } now
                ? Math.Abs(now - then) <= LinkedSeconds
                : _unwrapper.Line - held.LastLine <= LinkedLines));
        if (cause is null)
        {
            return false;
        }

        cause.AddConsequence(AllocationFailure.Decode(text[..Math.Min(text.Length, MaxTextBytes)]));
        return true;
    }

    private void HandOut(int most)
    {
        while (_held.Count > most || (_held.Count > 0 && _lines - _held[0].LastLine > OomLines))
        {
            var first = _held[0];
            _held.RemoveAt(0);
            _found(first);
        }
    }

    // The time of a line is worked out only for lines that matter.
    private double? Seconds()
    {
        if (!_hasSeconds)
        {
            _seconds = LogClock.SecondsOf(_current.AsSpan(0, _currentBytes));
            _hasSeconds = true;
        }

        return _seconds;
    }

    private static string TimeOf(ReadOnlySpan<byte> prefix)
    {
        if (KmsgRecord.TryParse(prefix, out var record))
        {
            var (seconds, microseconds) = Math.DivRem(record.TimestampUs, 1_000_000);
            return $"[{seconds,5}.{microseconds:000000}]";
        }

        var text = Encoding.UTF8.GetString(prefix[..Math.Min(prefix.Length, MaxTimeBytes)]).Trim(' ', '\0');
        return text.EndsWith("kernel:", StringComparison.Ordinal) ? text[..^"kernel:".Length].TrimEnd() : text;
    }
}
