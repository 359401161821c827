using FragGuard.Host;

namespace FragGuard.Daemon;

/// <summary>Watches who breaks memory up for as long as an incident is open, so that the message of the exhausted
/// ladder can name who took the blocks: <c>[incident] blame = true</c>.</summary>
/// <remarks>Off by default: the sandbox of the service hides tracing, and a drop-in opens it. What cannot be watched
/// is told once in an incident, and holds nothing up.</remarks>
/// <param name="root">Where the machine's files are.</param>
/// <param name="warn">Told why nothing can be watched.</param>
internal sealed class IncidentBlame(KernelRoot root, Action<string> warn) : IDisposable
{
    private BlameWatch? _watch;
    private TimeSpan _since;
    private bool _isTold;

    /// <summary>Begins with an incident, reads while it is open, ends with it.</summary>
    internal void Follow(bool isWanted, TimeSpan now)
    {
        if (!isWanted)
        {
            if (_watch is not null || _isTold)
            {
                Dispose();
            }

            return;
        }

        if (_watch is not null)
        {
            _watch.Read();
        }
        else if (!_isTold)
        {
            Begin(now);
        }
    }

    /// <summary>Who took the blocks, in a sentence; null if that was not watched.</summary>
    internal string? Cause(TimeSpan now)
    {
        _watch?.Read();
        return _watch?.Tally.Cause(now - _since);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        (_watch, _isTold) = (null, false);
    }

    private void Begin(TimeSpan now)
    {
        _since = now;
        _watch = BlameWatch.TryBegin(
            root, hasStacks: false, mayCount: false, tid => BlameWatch.OwnerOf(root, tid)?.Words() ?? "", warn,
            out var error, out _);
        if (_watch is null)
        {
            _isTold = true;
            warn($"incident.blame: {error}; see the example incident-blame.conf");
        }
    }
}
