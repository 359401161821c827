using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FragGuard.Systemd.Tests.Support;

/// <summary>A datagram socket that plays systemd or journald. What was sent is queued when the send returns.</summary>
internal sealed class DatagramReceiver : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly string? _file;

    /// <summary>Binds to a path, or to an abstract name with a leading @.</summary>
    internal DatagramReceiver(string path)
    {
        _file = path[0] == '@' ? null : path;
        _socket.Bind(new UnixDomainSocketEndPoint(_file ?? '\0' + path[1..]));
    }

    /// <summary>The seals of the last record that came as a memfd; null when it came as a datagram.</summary>
    internal int? LastSeals { get; private set; }

    /// <summary>The next datagram's bytes, or its memfd's; null when nothing is queued.</summary>
    internal byte[]? TryReceive()
    {
        LastSeals = null;
        var lengthBytes = LibcReceive.Receive(_socket.SafeHandle, _buffer, out var passed);
        if (lengthBytes < 0)
        {
            return null;
        }

        using (passed)
        {
            return passed is null ? _buffer[..lengthBytes] : ReadMemfd(passed);
        }
    }

    /// <summary>The next datagram as text; null when nothing is queued.</summary>
    internal string? TryReceiveText() => TryReceive() is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Everything that is queued, as text.</summary>
    internal List<string> ReceiveAllText()
    {
        var all = new List<string>();
        while (TryReceiveText() is { } text)
        {
            all.Add(text);
        }

        return all;
    }

    /// <summary>Waits for a datagram from another process; fails after a minute.</summary>
    internal string WaitForText()
    {
        _socket.ReceiveTimeout = 60_000;
        return Encoding.UTF8.GetString(_buffer.AsSpan(0, _socket.Receive(_buffer)));
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }

    private byte[] ReadMemfd(SafeFileHandle file)
    {
        LastSeals = LibcReceive.GetSeals(file);
        var content = new byte[RandomAccess.GetLength(file)];
        Assert.Equal(content.Length, RandomAccess.Read(file, content, 0));
        return content;
    }
}
