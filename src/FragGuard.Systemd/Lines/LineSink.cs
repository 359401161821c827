using FragGuard.Systemd.Records;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Systemd.Lines;

/// <summary>
/// What the sinks that write text lines share: one writer at a time, never a wait, never an exception.
/// </summary>
public abstract class LineSink : ILogEventSink
{
    private readonly Lock _gate = new();
    private readonly LineOutput _output;
    private readonly MessageText _message = new();
    private long _dropped;

    /// <summary>A sink on the given output.</summary>
    private protected LineSink(LineOutput output) => _output = output;

    /// <summary>How many events could not be written since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Writes one event, or counts it as dropped.</summary>
    /// <param name="logEvent">The event.</param>
    public void Emit(LogEvent logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);

        // A value whose ToString logs would come back here in the middle of its own line.
        if (_gate.IsHeldByCurrentThread)
        {
            Interlocked.Increment(ref _dropped);
            LogLoss.Note();
            return;
        }

        lock (_gate)
        {
            if (!TryWrite(logEvent))
            {
                Interlocked.Increment(ref _dropped);
                LogLoss.Note();
            }
        }
    }

    /// <summary>The lines of one event, each with its newline.</summary>
    private protected abstract string Format(LogEvent logEvent, MessageText message);

    private bool TryWrite(LogEvent logEvent)
    {
        try
        {
            return _output.TryWrite(Format(logEvent, _message));
        }
#pragma warning disable CA1031 // Rendering calls ToString of any object; logging must not take the caller down.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
