namespace FragGuard.Systemd.Native;

/// <summary>The error numbers this project tells apart. Source: asm-generic/errno.h (x86-64 and arm64 agree).</summary>
internal static class Errno
{
    /// <summary>No error: what a send that succeeded reports.</summary>
    internal const int None = 0;

    /// <summary>ENOENT: no socket at that path.</summary>
    internal const int NoEntry = 2;

    /// <summary>EINTR: a signal came first; the call did nothing.</summary>
    internal const int Interrupted = 4;

    /// <summary>EBADF: the descriptor is closed.</summary>
    internal const int BadDescriptor = 9;

    /// <summary>EAGAIN: the receiver's queue is full and the call was told not to wait.</summary>
    internal const int Again = 11;

    /// <summary>
    /// EACCES: not permitted; also memfd_create(2) without MFD_NOEXEC_SEAL where vm.memfd_noexec is 2.
    /// </summary>
    internal const int AccessDenied = 13;

    /// <summary>EINVAL: a flag that this kernel does not know.</summary>
    internal const int InvalidArgument = 22;

    /// <summary>EMSGSIZE: too large for one datagram.</summary>
    internal const int MessageSize = 90;

    /// <summary>ENOBUFS: the kernel has no buffer of that size now.</summary>
    internal const int NoBuffers = 105;

    /// <summary>ECONNREFUSED: a socket file without a listener behind it.</summary>
    internal const int ConnectionRefused = 111;
}
