using System.Text;
using FragGuard.Kernel;
using FragGuard.Systemd.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Hosting;

/// <summary>sd_notify(3) over one kept socket that is never connected: one system call for each notification.</summary>
/// <remarks>
/// Takes the place of the package's own notifier, which connects (the unit denies connect), waits while the manager's
/// queue is full, and throws where nobody listens. A send here never waits and never throws. What the manager could not
/// take now is kept and goes ahead of the next notification: a lost READY=1 would cost the service its life at
/// TimeoutStartSec. Of each kind only the last is kept, in the order of their sending, so that RELOADING=1 never stays
/// without its READY=1. WATCHDOG=1 is not kept at all, because the next one says the same. Thread-safe.
/// </remarks>
public sealed class NonBlockingNotifier : ISystemdNotifier, IDisposable
{
    /// <summary>The environment variable that names the socket.</summary>
    internal const string SocketVariable = "NOTIFY_SOCKET";

    private readonly Lock _gate = new();
    private readonly DatagramSocket? _socket;
    private readonly List<byte[]> _unsent = [];
    private bool _isStopping;

    /// <summary>Takes the socket from the environment variable NOTIFY_SOCKET.</summary>
    public NonBlockingNotifier() : this(Environment.GetEnvironmentVariable(SocketVariable))
    {
    }

    /// <summary>Notifies the given socket.</summary>
    /// <param name="socketPath">An absolute path or an abstract name with a leading @; anything else disables.</param>
    internal NonBlockingNotifier(string? socketPath)
    {
        _socket = UnixAddress.TryCreate(socketPath) is { } address ? new DatagramSocket(address) : null;
    }

    /// <summary>False without a usable NOTIFY_SOCKET, and then every call does nothing.</summary>
    public bool IsEnabled => _socket is not null;

    /// <summary>Sends a state, or keeps it until the manager takes it.</summary>
    /// <param name="state">The state. READY=1 is dropped after STOPPING=1: the package's lifetime says it also when the
    /// stop came during the start.</param>
    public void Notify(ServiceState state)
    {
        if (_socket is null || Encoding.UTF8.GetBytes(state.ToString()) is not { Length: > 0 } datagram)
        {
            return;
        }

        lock (_gate)
        {
            if (_isStopping && datagram.AsSpan().SequenceEqual("READY=1"u8))
            {
                return;
            }

            _isStopping |= datagram.AsSpan().SequenceEqual("STOPPING=1"u8);
            if (!TrySendKept() || _socket.Send(datagram) != Errno.None)
            {
                Keep(datagram);
            }
        }
    }

    /// <summary>Sends WATCHDOG=1. Allocates nothing.</summary>
    public void NotifyWatchdog()
    {
        lock (_gate)
        {
            if (_socket is not null && TrySendKept())
            {
                _ = _socket.Send("WATCHDOG=1"u8);
            }
        }
    }

    /// <summary>Tries again what the manager has not taken yet. Without any, costs no system call.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            _ = TrySendKept();
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

    private bool TrySendKept()
    {
        while (_unsent.Count > 0)
        {
            if (_socket!.Send(_unsent[0]) != Errno.None)
            {
                return false;
            }

            _unsent.RemoveAt(0);
        }

        return true;
    }

    private void Keep(byte[] datagram)
    {
        if (datagram.AsSpan().SequenceEqual("WATCHDOG=1"u8))
        {
            return;
        }

        _unsent.RemoveAll(kept => kept.AsSpan().StartsWith(KindOf(datagram)));
        _unsent.Add(datagram);
    }

    // "STATUS=" of "STATUS=every watch is healthy".
    private static ReadOnlySpan<byte> KindOf(ReadOnlySpan<byte> datagram) =>
        datagram[..(datagram.IndexOf((byte)'=') + 1)];
}
