using System.Runtime.InteropServices;

namespace FragGuard.Systemd.Native;

/// <summary>libc calls on AF_UNIX datagram sockets: socket(2), sendto(2), sendmsg(2).</summary>
/// <remarks>Values from linux/socket.h; x86-64 and arm64 agree on all of them.</remarks>
internal static unsafe partial class LibcSocket
{
    /// <summary>AF_UNIX.</summary>
    internal const int FamilyUnix = 1;

    /// <summary>SOCK_DGRAM | SOCK_CLOEXEC: children must not inherit the way to the journal.</summary>
    internal const int TypeDatagramCloseOnExec = 2 | 0x80000;

    /// <summary>MSG_DONTWAIT | MSG_NOSIGNAL: a full queue is an error at once, a closed peer is no SIGPIPE.</summary>
    internal const int NeverWait = 0x40 | 0x4000;

    /// <summary>SOL_SOCKET, the level of SCM_RIGHTS.</summary>
    internal const int LevelSocket = 1;

    /// <summary>SCM_RIGHTS: the control message that passes descriptors.</summary>
    internal const int PassRights = 1;

    /// <summary>Makes a socket.</summary>
    /// <returns>The socket; invalid with errno when there is none.</returns>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial DescriptorHandle Socket(int family, int type, int protocol);

    /// <summary>Sends one datagram to an address.</summary>
    /// <returns>The bytes sent, or -1 with errno.</returns>
    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(
        DescriptorHandle socket,
        ReadOnlySpan<byte> datagram,
        nuint lengthBytes,
        int flags,
        ReadOnlySpan<byte> address,
        uint addressBytes);

    /// <summary>Sends one message with control data.</summary>
    /// <returns>The bytes sent, or -1 with errno.</returns>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(DescriptorHandle socket, MessageHeader* header, int flags);

    /// <summary>struct msghdr: 56 bytes on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        /// <summary>msg_name: the address.</summary>
        internal byte* Name;

        /// <summary>msg_namelen, in bytes.</summary>
        internal uint NameBytes;

        /// <summary>msg_iov: the data's parts; none here.</summary>
        internal void* Vectors;

        /// <summary>msg_iovlen: how many parts.</summary>
        internal nuint VectorCount;

        /// <summary>msg_control: the control messages.</summary>
        internal void* Control;

        /// <summary>msg_controllen, in bytes.</summary>
        internal nuint ControlBytes;

        /// <summary>msg_flags: ignored by a send.</summary>
        internal int Flags;
    }

    /// <summary>struct cmsghdr with one descriptor as its data: CMSG_SPACE(4) is 24 bytes on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    internal struct DescriptorMessage
    {
        /// <summary>CMSG_LEN(4): the header and one int, without the padding after it.</summary>
        internal const int UsedBytes = 20;

        /// <summary>cmsg_len, in bytes.</summary>
        internal nuint LengthBytes;

        /// <summary>cmsg_level.</summary>
        internal int Level;

        /// <summary>cmsg_type.</summary>
        internal int Type;

        /// <summary>The descriptor that is passed.</summary>
        internal int Descriptor;
    }
}
