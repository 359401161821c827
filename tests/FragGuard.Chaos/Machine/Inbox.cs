using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace FragGuard.Chaos.Machine;

/// <summary>A datagram socket of the fake machine, its journal or its service manager: what comes in, from which
/// process, and when.</summary>
internal sealed class Inbox : IDisposable
{
    private const int SocketLevel = 1;
    private const int PassCredentials = 16;
    private const int LargestMessageBytes = 1 << 18;

    private readonly Socket _socket;
    private readonly List<Message> _messages = [];
    private readonly Thread _thread;

    internal Inbox(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 200 };
        _socket.SetRawSocketOption(SocketLevel, PassCredentials, BitConverter.GetBytes(1));
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, (UnixFileMode)0x1b6);
        _thread = new Thread(Receive) { IsBackground = true, Name = Path.GetFileName(path) };
        _thread.Start();
    }

    /// <summary>A datagram.</summary>
    /// <param name="Pid">Who sent it, by the kernel.</param>
    /// <param name="At">When it was received, <see cref="Environment.TickCount64"/>.</param>
    /// <param name="Bytes">What it says.</param>
    internal sealed record Message(int Pid, long At, byte[] Bytes)
    {
        private Dictionary<string, byte[]>? _fields;

        /// <summary>As text.</summary>
        internal string Text => Encoding.UTF8.GetString(Bytes);

        /// <summary>A field of a journal record; empty if it has none.</summary>
        internal string Field(string name) =>
            Fields.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(value) : "";

        /// <summary>The fields of a journal record; null stands for a record that is not in the protocol.</summary>
        internal Dictionary<string, byte[]> Fields => _fields ??= Parse(Bytes) ?? [];
    }

    /// <summary>How many have come.</summary>
    internal int Count
    {
        get
        {
            lock (_messages)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Those that have come since this count.</summary>
    internal List<Message> Since(int count)
    {
        lock (_messages)
        {
            return _messages.GetRange(count, _messages.Count - count);
        }
    }

    /// <summary>The fields of a record of the journal's native protocol.</summary>
    /// <returns>Null if journald could not take it apart.</returns>
    internal static Dictionary<string, byte[]>? Parse(ReadOnlySpan<byte> bytes)
    {
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            var line = bytes[..end];
            bytes = bytes[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                fields[Encoding.ASCII.GetString(line[..equals])] = line[(equals + 1)..].ToArray();
                continue;
            }

            if (bytes.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var length
                && (ulong)bytes.Length < length + 9)
            {
                return null;
            }

            fields[Encoding.ASCII.GetString(line)] = bytes.Slice(8, (int)length).ToArray();
            bytes = bytes[(8 + (int)length + 1)..];
        }

        return fields;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private unsafe void Receive()
    {
        var buffer = new byte[LargestMessageBytes];
        var control = stackalloc byte[64];
        try
        {
            while (true)
            {
                if (!_socket.Poll(200_000, SelectMode.SelectRead))
                {
                    continue;
                }

                fixed (byte* start = buffer)
                {
                    var vector = new Libc.Vector { Base = start, Length = buffer.Length };
                    var header = new Libc.MessageHeader
                    {
                        Vectors = &vector,
                        VectorCount = 1,
                        Control = control,
                        ControlLength = 64,
                    };
                    var length = Libc.ReceiveMessage((int)_socket.Handle, &header, 0);
                    if (length <= 0)
                    {
                        continue;
                    }

                    // struct cmsghdr of 16 bytes, then struct ucred: the pid is its first field.
                    var pid = header.ControlLength >= 20 ? *(int*)(control + 16) : 0;
                    lock (_messages)
                    {
                        _messages.Add(new Message(pid, Environment.TickCount64, buffer[..(int)length]));
                    }
                }
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The machine is gone.
        }
    }
}
