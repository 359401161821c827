using System.Runtime.InteropServices;
using FragGuard.Kernel;
using FragGuard.Systemd.Native;

namespace FragGuard.Systemd.Sockets;

/// <summary>An unconnected AF_UNIX datagram socket: one kept descriptor, one system call a datagram.</summary>
/// <remarks>
/// Unconnected, so that each send finds the path's present owner: a restart of journald or a re-execution of systemd
/// needs no reconnect. Never waits and never throws. Not thread-safe: the owner holds a lock.
/// </remarks>
internal sealed class DatagramSocket(UnixAddress address) : IDisposable
{
    private DescriptorHandle? _socket;
    private bool _isDisposed;

    /// <summary>Sends one datagram.</summary>
    /// <returns>0, or the errno: EAGAIN when the receiver's queue is full.</returns>
    internal int Send(ReadOnlySpan<byte> datagram)
    {
        if (!TryOpen(out var socket, out var errno))
        {
            return errno;
        }

        do
        {
            var sentBytes = LibcSocket.SendTo(
                socket,
                datagram,
                (nuint)datagram.Length,
                LibcSocket.NeverWait,
                address.Encoded,
                (uint)address.Encoded.Length);
            errno = sentBytes >= 0 ? Errno.None : Marshal.GetLastPInvokeError();
        }
        while (errno == Errno.Interrupted);

        return errno;
    }

    /// <summary>Sends an empty datagram that carries one descriptor (SCM_RIGHTS).</summary>
    /// <param name="passed">
    /// The descriptor; the receiver gets its own, so the caller may close this one at once.
    /// </param>
    /// <returns>0, or the errno.</returns>
    internal unsafe int SendDescriptor(DescriptorHandle passed)
    {
        if (!TryOpen(out var socket, out var errno))
        {
            return errno;
        }

        var control = new LibcSocket.DescriptorMessage
        {
            LengthBytes = LibcSocket.DescriptorMessage.UsedBytes,
            Level = LibcSocket.LevelSocket,
            Type = LibcSocket.PassRights,
            Descriptor = (int)passed.DangerousGetHandle(),
        };
        fixed (byte* name = address.Encoded)
        {
            var header = new LibcSocket.MessageHeader
            {
                Name = name,
                NameBytes = (uint)address.Encoded.Length,
                Control = &control,
                ControlBytes = (nuint)sizeof(LibcSocket.DescriptorMessage),
            };
            do
            {
                var sentBytes = LibcSocket.SendMessage(socket, &header, LibcSocket.NeverWait);
                errno = sentBytes >= 0 ? Errno.None : Marshal.GetLastPInvokeError();
            }
            while (errno == Errno.Interrupted);
        }

        GC.KeepAlive(passed);
        return errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _socket?.Dispose();
        _socket = null;
    }

    private bool TryOpen(out DescriptorHandle socket, out int errno)
    {
        if (_socket is { } kept)
        {
            (socket, errno) = (kept, Errno.None);
            return true;
        }

        if (_isDisposed)
        {
            (socket, errno) = (new DescriptorHandle(), Errno.BadDescriptor);
            return false;
        }

        socket = LibcSocket.Socket(LibcSocket.FamilyUnix, LibcSocket.TypeDatagramCloseOnExec, 0);
        errno = socket.IsInvalid ? Marshal.GetLastPInvokeError() : Errno.None;

        // Without a free descriptor now, the next send tries again.
        _socket = socket.IsInvalid ? null : socket;
        return !socket.IsInvalid;
    }
}
