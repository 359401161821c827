using FragGuard.Kernel;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Systemd.Journal;

/// <summary>Writes log events to the journal. Never waits, never throws, never logs by itself.</summary>
/// <remarks>
/// A record that journald does not take at once (its queue is full, it restarts, it is not there) is dropped and
/// counted; the next one that arrives is preceded by a record that says how many were lost (LOST_RECORDS). Thread-safe.
/// </remarks>
public sealed class JournalSink : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalSocket _socket;
    private readonly JournalFields _fields;
    private readonly JournalRecord _record = new();
    private long _dropped;
    private long _reported;
    private int _lastErrno;
    private bool _isDisposed;

    /// <summary>A sink on a journal socket.</summary>
    /// <param name="syslogIdentifier">What journalctl -t selects; by default the executable's name.</param>
    /// <param name="socketPath">The journal's socket.</param>
    public JournalSink(string? syslogIdentifier = null, string socketPath = JournalSocket.DefaultPath)
    {
        _socket = new JournalSocket(socketPath);
        _fields = new JournalFields(syslogIdentifier ?? Path.GetFileName(Environment.ProcessPath) ?? "dotnet");
    }

    /// <summary>How many records did not reach the journal since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Sends one event, or counts it as dropped.</summary>
    /// <param name="logEvent">The event.</param>
    public void Emit(LogEvent logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);

        // A value whose ToString logs would come back here in the middle of its own record.
        if (_gate.IsHeldByCurrentThread)
        {
            Interlocked.Increment(ref _dropped);
            LogLoss.Note();
            return;
        }

        lock (_gate)
        {
            if (!TryReportLost() || !TrySend(logEvent))
            {
                Interlocked.Increment(ref _dropped);
                LogLoss.Note();
            }
        }
    }

    /// <summary>Reports what was lost, if it can be, and closes the socket.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _ = TryReportLost();
                _socket.Dispose();
            }
        }
    }

    private bool TryReportLost()
    {
        var lostCount = Dropped - _reported;
        if (lostCount == 0)
        {
            return true;
        }

        _record.Clear();
        _fields.WriteLost(_record, lostCount, _lastErrno);
        if (!_socket.TrySend(_record.Written, out _lastErrno))
        {
            return false;
        }

        _reported += lostCount;
        return true;
    }

    private bool TrySend(LogEvent logEvent)
    {
        try
        {
            _record.Clear();
            _fields.Write(logEvent, _record);
            return _socket.TrySend(_record.Written, out _lastErrno);
        }
#pragma warning disable CA1031 // Rendering calls ToString of any object; logging must not take the caller down.
        catch (Exception)
#pragma warning restore CA1031
        {
            _lastErrno = Errno.InvalidArgument;
            return false;
        }
    }
}
