using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the guard reports and keeps of a tick, and the summary of a day.</summary>
internal sealed partial class Daemon
{
    private static readonly TimeSpan SummaryInterval = TimeSpan.FromDays(1);

    private TimeSpan? _summaryAt;

    private void Report(LadderStep step, TimeSpan now)
    {
        foreach (var told in step.Events)
        {
            var isEnd = told.Kind == PolicyEventKind.LadderExhausted;
            _reporter.Report(
                told,
                isEnd ? UnmovableShares.Read(_root, _machine.Kernel, told.Zone) : null,
                isEnd ? _blame.Cause(now) : null);
        }
    }

    private void Record()
    {
        if (_recorder is null || Observes)
        {
            return;
        }

        var before = _recorder.Error;
        _recorder.Take(_sampler.FreeBlocks);
        if (_recorder.Error is { } error && error != before)
        {
            _reporter.Warn($"{error}: nothing is recorded until it can be written");
        }
    }

    private void Summarise(TimeSpan now)
    {
        if (_summaryAt is { } at && now >= at)
        {
            _reporter.Summary(_reporter.Tally.TakeSentence());
            _summaryAt = null;
        }

        _summaryAt ??= now + SummaryInterval;
    }
}
