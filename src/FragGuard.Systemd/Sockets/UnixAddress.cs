using System.Text;
using FragGuard.Systemd.Native;

namespace FragGuard.Systemd.Sockets;

/// <summary>A struct sockaddr_un, encoded once. Source: unix(7).</summary>
internal sealed class UnixAddress
{
    private const int FamilyBytes = 2;
    private const int PathBytes = 108;

    private readonly byte[] _encoded;

    private UnixAddress(byte[] encoded) => _encoded = encoded;

    /// <summary>The bytes for sendto(2), family included, no longer than needed.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Encodes an address as systemd writes it.</summary>
    /// <param name="path">An absolute path, or <c>@name</c> for the abstract namespace.</param>
    /// <returns>
    /// Null when there is no path, when it is neither of the two forms (a relative path, <c>vsock:</c>), when it holds
    /// a NUL, or when it is too long: at most 107 bytes.
    /// </returns>
    internal static UnixAddress? TryCreate(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Length == 1 || path[0] is not ('/' or '@') || path.Contains('\0'))
        {
            return null;
        }

        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length >= PathBytes)
        {
            return null;
        }

        // A path ends with a NUL; an abstract name starts with one and its length ends it.
        var isAbstract = name[0] == (byte)'@';
        var encoded = new byte[FamilyBytes + name.Length + (isAbstract ? 0 : 1)];
        BitConverter.TryWriteBytes(encoded, (ushort)LibcSocket.FamilyUnix);
        name.CopyTo(encoded, FamilyBytes);
        if (isAbstract)
        {
            encoded[FamilyBytes] = 0;
        }

        return new UnixAddress(encoded);
    }
}
