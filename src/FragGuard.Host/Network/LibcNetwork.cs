using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>Calls on TCP sockets: what the base library's own sockets would add to the program is twenty times as
/// much.</summary>
internal static unsafe partial class LibcNetwork
{
    internal const int FamilyV4 = 2;                                  // AF_INET
    internal const int FamilyV6 = 10;                                 // AF_INET6
    internal const int Stream = 1 | Libc.CloseOnExec | Libc.NonBlocking;
    internal const int AcceptFlags = Libc.CloseOnExec | Libc.NonBlocking;
    internal const int LevelSocket = 1;                               // SOL_SOCKET
    internal const int ReuseAddress = 2;                              // SO_REUSEADDR
    internal const int LevelV6 = 41;                                  // IPPROTO_IPV6
    internal const int OnlyV6 = 26;                                   // IPV6_V6ONLY
    internal const int ShutWrite = 1;                                 // SHUT_WR

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int fd, byte* address, uint bytes);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(int fd, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept(int fd, byte* address, uint* bytes, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    internal static partial int SetOption(int fd, int level, int option, int* value, uint bytes);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    internal static partial int NameOf(int fd, byte* address, uint* bytes);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    internal static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "inet_pton", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ParseAddress(int family, string text, byte* address);
}
