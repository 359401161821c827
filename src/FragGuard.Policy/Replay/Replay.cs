using System.Diagnostics.CodeAnalysis;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Runs assessor and ladder over a trace in virtual time, as the guard would have run them.</summary>
/// <remarks>Every sample is a look of the guard. What a rung does is over at once and costs nothing. A gain is told as
/// far as the trace shows one; where it shows none, the outcome is <see cref="Outcome.Unknown"/>, for nothing was
/// written on the machine of the trace. A file that a sample does not have stays as it was last seen, buddyinfo
/// excepted: a sample without it is no look. The same trace, settings and machine give the same entries,
/// always.</remarks>
public sealed class Replay
{
    private readonly GuardSettings _settings;
    private readonly TraceReader _reader;
    private readonly ReplayBlocks _blocks = new();
    private readonly ZoneInfoTable _zones = new();
    private readonly ReplayHost _host = new();
    private readonly ReplayClock _clock;
    private readonly ReplayOptions _options;
    private readonly Queue<ReplayEntry> _entries = new();
    private MachineFacts _machine;
    private Assessor? _assessor;
    private ValueList<Reason> _off;
    private LadderState _ladder = LadderState.Start;
    private ReadOnlyMemory<byte> _zoneInfo;
    private bool _hasReleased;
    private Decision? _last;
    private TraceError? _error;

    /// <summary>A replay at the beginning of a trace.</summary>
    /// <param name="trace">The whole text: see <see cref="TraceReader"/>.</param>
    /// <param name="settings">The policy.</param>
    /// <param name="machine">The machine, as far as the trace does not say.</param>
    /// <param name="options">What else the trace may not say.</param>
    public Replay(
        ReadOnlyMemory<byte> trace, GuardSettings settings, MachineFacts machine, ReplayOptions? options = null)
    {
        _settings = settings;
        _machine = machine;
        _options = options ?? new ReplayOptions();
        _reader = new TraceReader(trace, options?.Interval ?? settings.Sampling.Interval);
        _clock = new ReplayClock(options?.TimeOfDay);
    }

    /// <summary>Samples read so far.</summary>
    public int Samples => _reader.Samples;

    /// <summary>The time of the last sample.</summary>
    public TimeSpan At => _reader.At;

    /// <summary>Where the ladder stands.</summary>
    public LadderState Ladder => _ladder;

    /// <summary>Daily windows are set, but the trace says no time of day: they held nothing back.</summary>
    public bool LacksTimeOfDay => _settings.Gates.Windows.Count > 0 && _clock.TimeOfDay(At) is null;

    /// <summary>The trace is captures without times: they were taken as an interval apart.</summary>
    public bool LacksTimes => _reader.LacksTimes;

    /// <summary>The watches that covered no zone of the last sample, by name: their zones are too small or not there,
    /// or
    /// the kernel has no blocks of their order.</summary>
    public ValueList<string> IdleWatches => _assessor?.IdleWatches ?? [];

    /// <summary>Why the replay has stopped; null while it has not, and at the end of a good trace.</summary>
    public TraceError? Error => _error ?? _reader.Error;

    /// <summary>Goes on to the next thing that there is to say.</summary>
    /// <returns>False at the end, or if something is wrong with the trace: <see cref="Error"/> says what.</returns>
    public bool TryRead(out ReplayEntry entry)
    {
        while (!_entries.TryDequeue(out entry))
        {
            if (Error is not null || !_reader.TryRead())
            {
                return false;
            }

            Take();
        }

        return true;
    }

    private void Take()
    {
        var now = _reader.At;
        TraceSection? buddyInfo = null;
        _host.Begin();
        for (var i = 0; i < _reader.Sections.Count; i++)
        {
            var section = _reader.Sections[i];
            if (section.Is("proc/buddyinfo"u8))
            {
                buddyInfo = section;
            }
            else
            {
                TakeSection(section, now);
            }
        }

        _assessor ??= Begin();
        TakeRecords(now);
        if (buddyInfo is { } reading && _error is null)
        {
            Look(reading, now);
        }
    }

    private void TakeSection(in TraceSection section, TimeSpan now)
    {
        if (section.Is("proc/zoneinfo"u8))
        {
            TakeZoneInfo(section.Text);
        }
        else if (section.Is("clock"u8))
        {
            _error ??= _clock.TryTake(section.Text.Span, now)
                ? null
                : new TraceError(section.Line, "a time of day is missing: hh:mm:ss");
        }
        else if (section.Is("machine"u8))
        {
            _machine = ReplayMachine.Read(section.Text.Span, _machine);
        }
        else
        {
            _host.Take(section, now);
        }
    }

    private Assessor Begin()
    {
        var off = new Reason[_settings.Ladder.Count];
        for (var rung = 0; rung < off.Length; rung++)
        {
            off[rung] = Gates.Unavailable(_settings.Ladder[rung].Remedy, _machine);
        }

        _off = [.. off];
        var assessor = new Assessor(_settings, _machine);
        assessor.TakeWindows(_options.Windows ?? _settings.WindowNames);
        if (!_zoneInfo.IsEmpty)
        {
            assessor.Take(_zones);
        }

        return assessor;
    }

    private void TakeZoneInfo(ReadOnlyMemory<byte> text)
    {
        if (!text.Span.SequenceEqual(_zoneInfo.Span) && _zones.Parse(text.Span))
        {
            _zoneInfo = text;
            _assessor?.Take(_zones);
        }
    }

    private void TakeRecords(TimeSpan now)
    {
        for (var i = 0; _settings.Sampling.KernelLog && i < _reader.Records.Count; i++)
        {
            var record = _reader.Records[i].Span;
            if (!AllocationFailure.TryParseLogLine(record, out var failure) && !IsNamed(record, out failure))
            {
                continue;
            }

            var report = FailureReport.Of(failure);
            if (report.IsFailure)
            {
                _entries.Enqueue(new ReplayEntry(now, Failure: report));
            }

            if (report.IncidentOrder is { } order)
            {
                _assessor!.TakeFailure(order);
            }
        }
    }

    // As the guard takes them: from the kernel only.
    private bool IsNamed(ReadOnlySpan<byte> line, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        failure = null;
        foreach (var also in _settings.Sampling.KernelLogAlso)
        {
            if (KmsgRecord.TryParse(line, out var record) && record.IsFromKernel
                && record.Text.IndexOf(Encoding.UTF8.GetBytes(also.Contains)) >= 0
                && also.Order.On(_machine) is { } order)
            {
                failure = AllocationFailure.OfSite(order, also.Contains);
                return true;
            }
        }

        return false;
    }

    private void Look(in TraceSection buddyInfo, TimeSpan now)
    {
        _error = _blocks.Take(buddyInfo);
        if (_error is not null)
        {
            return;
        }

        if (!_blocks.HasRows)
        {
            TellDecision(now, Decision.Wait(ReasonCode.NoReading));
            return;
        }

        if (_assessor!.WantsStalls && _host.Stalls is { } stalls)
        {
            _assessor.TakeStalls(stalls, now);
        }

        var zones = _assessor.Assess(_blocks.Table, now, _ladder.Relapsing(_settings.Incident, now));
        var isCalm = zones.IsHealthy && _ladder.Phase == LadderPhase.Closed && !_ladder.HasOpenBill;
        isCalm = isCalm && !(_assessor.HasOpenWindow && _ladder.WantsUsual(now));
        _hasReleased &= _ladder.IsOpen;
        var host = isCalm ? default : _host.Read(now, _settings.Gates.Windows.Count > 0 ? _clock.TimeOfDay(now) : null);
        host = host is null ? host : host with { ReserveBytes = _hasReleased ? 0 : _settings.Reserve.SizeBytes };
        var decision = Step(new Observation(zones, host, _off), now);
        while (decision.Kind != DecisionKind.Wait)
        {
            // A trace does not say what was held: the reserve is taken for whole when an incident opens.
            _hasReleased |= decision.Kind == DecisionKind.Run
                && _settings.Ladder[decision.Rung].Remedy is ReleaseReserveSettings;

            // The write does not take any time here; whether it has done any good, later samples tell.
            var end = _settings.DryRun ? RungEnd.DryRun : RungEnd.Done;
            var result = new RungResult(end, TimeSpan.Zero) { IsReplayed = true };
            _assessor.RestartStalls(now);
            decision = Step(new Observation(zones, host, _off, result), now);
        }
    }

    private Decision Step(in Observation seen, TimeSpan now)
    {
        var step = Policy.Ladder.Step(_settings, _ladder, seen, now);
        _ladder = step.State;
        foreach (var told in step.Events)
        {
            _entries.Enqueue(new ReplayEntry(now, Event: told));
        }

        TellDecision(now, step.Decision);
        return step.Decision;
    }

    private void TellDecision(TimeSpan now, Decision decision)
    {
        if (decision.Kind == DecisionKind.Wait && _last is { Kind: DecisionKind.Wait } last
            && last.Reason.Code == decision.Reason.Code)
        {
            return;
        }

        _last = decision;
        _entries.Enqueue(new ReplayEntry(now, Decision: decision));
    }
}
