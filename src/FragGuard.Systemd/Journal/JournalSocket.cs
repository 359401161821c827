using FragGuard.Kernel;
using FragGuard.Systemd.Sockets;

namespace FragGuard.Systemd.Journal;

/// <summary>
/// The way to journald: datagrams in its native protocol, or a sealed memfd for what is too large for one.
/// </summary>
/// <remarks>Never waits and never throws. Not thread-safe: <see cref="JournalSink"/> holds a lock.</remarks>
public sealed class JournalSocket : IDisposable
{
    /// <summary>Where journald listens.</summary>
    public const string DefaultPath = "/run/systemd/journal/socket";

    private readonly DatagramSocket? _socket;

    /// <summary>Nothing is opened before the first send, and the socket need not exist yet.</summary>
    /// <param name="path">An absolute path of at most 107 bytes; any other never sends.</param>
    public JournalSocket(string path = DefaultPath)
    {
        _socket = UnixAddress.TryCreate(path) is { } address ? new DatagramSocket(address) : null;
    }

    /// <summary>Sends one record.</summary>
    /// <param name="record">Fields in the native protocol.</param>
    /// <param name="errno">
    /// 0, or why not: EAGAIN (journald's queue is full), ENOENT or ECONNREFUSED (no journald), or what memfd_create(2),
    /// write(2) or fcntl(2) said.
    /// </param>
    /// <returns>Whether journald has it.</returns>
    public bool TrySend(ReadOnlySpan<byte> record, out int errno)
    {
        errno = _socket is null ? Errno.NoEntry : _socket.Send(record);

        // 212,992 bytes (net.core.wmem_default) less the kernel's own share is the most that one datagram holds.
        if (errno is Errno.MessageSize or Errno.NoBuffers)
        {
            using var file = SealedMemfd.TryCreate(record, out errno);
            if (file is not null)
            {
                errno = _socket!.SendDescriptor(file);
            }
        }

        return errno == Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
