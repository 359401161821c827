using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What the guard tells and keeps of a tick.</summary>
internal sealed partial class Daemon
{
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
}
