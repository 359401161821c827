using FragGuard.Systemd.Native;
using FragGuard.Systemd.Sockets;

namespace FragGuard.Systemd.Hosting;

/// <summary>sd_notify(3) over one kept socket: one system call and no allocation for each notification.</summary>
/// <remarks>
/// A send never waits. What the manager could not take now (its queue is full while it reloads) is kept, in order, and
/// goes ahead of the next notification: a lost READY=1 would cost the service its life at TimeoutStartSec. Only
/// WATCHDOG=1 is not kept, because the next one says the same. Thread-safe.
/// </remarks>
public sealed class SystemdNotifier : ISystemdNotifier, IDisposable
{
    /// <summary>How many notifications are kept for a manager that takes none.</summary>
    internal const int MaxOwed = 16;

    private readonly Lock _gate = new();
    private readonly DatagramSocket? _socket;
    private readonly List<ServiceState> _owed = [];

    /// <summary>Takes the socket from the environment variable NOTIFY_SOCKET.</summary>
    public SystemdNotifier() : this(Environment.GetEnvironmentVariable(SystemdHelpers.NotifySocketVariable))
    {
    }

    /// <summary>Notifies the given socket.</summary>
    /// <param name="socketPath">An absolute path or an abstract name with a leading @; anything else disables.</param>
    internal SystemdNotifier(string? socketPath)
    {
        _socket = UnixAddress.TryCreate(socketPath) is { } address ? new DatagramSocket(address) : null;
    }

    /// <inheritdoc/>
    public bool IsEnabled => _socket is not null;

    /// <inheritdoc/>
    public void Notify(ServiceState state)
    {
        if (_socket is null || state.Encoded.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            if (!TrySendOwed() || _socket.Send(state.Encoded) != Errno.None)
            {
                Keep(state);
            }
        }
    }

    /// <summary>Closes the socket; later notifications go nowhere.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _socket?.Dispose();
        }
    }

    private bool TrySendOwed()
    {
        while (_owed.Count > 0)
        {
            if (_socket!.Send(_owed[0].Encoded) != Errno.None)
            {
                return false;
            }

            _owed.RemoveAt(0);
        }

        return true;
    }

    private void Keep(ServiceState state)
    {
        if (state.Encoded.SequenceEqual("WATCHDOG=1"u8))
        {
            return;
        }

        // Only the last status line is worth showing.
        if (state.Encoded.StartsWith("STATUS="u8))
        {
            _owed.RemoveAll(static owed => owed.Encoded.StartsWith("STATUS="u8));
        }

        if (_owed.Count < MaxOwed)
        {
            _owed.Add(state);
        }
    }
}
