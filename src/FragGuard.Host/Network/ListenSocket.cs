using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>Where a program is to listen: an address of this host and a TCP port.</summary>
/// <param name="host">The address as text; empty for every address, IPv6 and IPv4.</param>
/// <param name="port">The port; 0 for any that is free.</param>
public sealed class ListenAddress(string host, int port)
{
    /// <summary>The address as text; empty for every address, IPv6 and IPv4.</summary>
    public string Host => host;

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port => port;

    /// <summary>Reads <c>127.0.0.1:9817</c>, <c>[::1]:9817</c> or <c>:9817</c>.</summary>
    /// <returns>Null if it is nothing of the kind.</returns>
    public static unsafe ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var host = text[..colon];
        var isV6 = host.StartsWith('[') && host.EndsWith(']');
        host = isV6 ? host[1..^1] : host;
        var bytes = stackalloc byte[16];
        if (host.Length > 0
            && LibcNetwork.ParseAddress(isV6 ? LibcNetwork.FamilyV6 : LibcNetwork.FamilyV4, host, bytes) != 1)
        {
            return null;
        }

        return isV6 && host.Length == 0 ? null : new ListenAddress(host, port);
    }

    /// <summary>The address as it is written.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>A TCP socket that listens and never blocks.</summary>
public sealed unsafe class ListenSocket : IDisposable
{
    private const int Backlog = 64;
    private const int V4Bytes = 16;          // struct sockaddr_in
    private const int V6Bytes = 28;          // struct sockaddr_in6
    private const int PortOffset = 2;
    private const int V4AddressOffset = 4;
    private const int V6AddressOffset = 8;

    private ListenSocket(int fd) => Fd = fd;

    /// <summary>Readable when somebody connects.</summary>
    public int Fd { get; private set; }

    /// <summary>The port that it listens at.</summary>
    public int Port
    {
        get
        {
            var address = stackalloc byte[V6Bytes];
            uint bytes = V6Bytes;
            return LibcNetwork.NameOf(Fd, address, &bytes) == 0
                ? BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + PortOffset, sizeof(ushort)))
                : 0;
        }
    }

    /// <summary>Listens.</summary>
    /// <param name="at">Where.</param>
    /// <param name="socket">The socket; null if that fails.</param>
    /// <returns>0, or the error number.</returns>
    public static int TryOpen(ListenAddress at, out ListenSocket? socket)
    {
        var isV6 = at.Host.Length == 0 || at.Host.Contains(':', StringComparison.Ordinal);
        var errno = TryOpen(isV6, at.Host, at.Port, out socket);

        // A kernel without IPv6 has IPv4 alone for every address.
        return errno != 0 && at.Host.Length == 0 && errno != Errno.AddressInUse
            ? TryOpen(isV6: false, "", at.Port, out socket)
            : errno;
    }

    /// <summary>Takes the next connection.</summary>
    /// <param name="isOutOfRoom">There is one, and the system has no room for it: a limit on descriptors, or no
    /// memory.</param>
    /// <returns>Its descriptor, which does not block; -1 if there is none.</returns>
    public int Accept(out bool isOutOfRoom)
    {
        var fd = LibcNetwork.Accept(Fd, null, null, LibcNetwork.AcceptFlags);
        isOutOfRoom = fd < 0 && Marshal.GetLastPInvokeError() is Errno.DescriptorsUsedUp or Errno.SystemFilesUsedUp
            or Errno.NoBuffers or Errno.OutOfMemory;
        return fd;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Fd >= 0)
        {
            _ = Libc.Close(Fd);
            Fd = -1;
        }
    }

    private static int TryOpen(bool isV6, string host, int port, out ListenSocket? socket)
    {
        socket = null;
        var family = isV6 ? LibcNetwork.FamilyV6 : LibcNetwork.FamilyV4;
        var fd = LibcNetwork.Socket(family, LibcNetwork.Stream, 0);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var (on, off) = (1, 0);
        _ = LibcNetwork.SetOption(fd, LibcNetwork.LevelSocket, LibcNetwork.ReuseAddress, &on, sizeof(int));
        _ = isV6 ? LibcNetwork.SetOption(fd, LibcNetwork.LevelV6, LibcNetwork.OnlyV6, &off, sizeof(int)) : 0;
        var address = stackalloc byte[V6Bytes];
        new Span<byte>(address, V6Bytes).Clear();
        *(ushort*)address = (ushort)family;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + PortOffset, sizeof(ushort)), (ushort)port);
        _ = host.Length > 0 ? LibcNetwork.ParseAddress(
            family, host, address + (isV6 ? V6AddressOffset : V4AddressOffset)) : 0;
        if (LibcNetwork.Bind(fd, address, (uint)(isV6 ? V6Bytes : V4Bytes)) != 0
            || LibcNetwork.Listen(fd, Backlog) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            _ = Libc.Close(fd);
            return errno;
        }

        socket = new ListenSocket(fd);
        return 0;
    }
}
