namespace FragGuard.Kernel;

/// <summary>The error numbers that are told apart here.</summary>
/// <remarks>Source: asm-generic/errno-base.h and errno.h; x86-64 and arm64 agree.</remarks>
public static class Errno
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>EPERM.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: no such file, or no socket at that path.</summary>
    public const int NoEntry = 2;

    /// <summary>ESRCH.</summary>
    public const int NoProcess = 3;

    /// <summary>EINTR: a signal came first; the call did nothing.</summary>
    public const int Interrupted = 4;

    /// <summary>EBADF: the descriptor is closed.</summary>
    public const int BadDescriptor = 9;

    /// <summary>EAGAIN: it would have to wait, and was told not to; or a limit on processes is reached.</summary>
    public const int TryAgain = 11;

    /// <summary>ENOMEM.</summary>
    public const int OutOfMemory = 12;

    /// <summary>EACCES: not permitted; also memfd_create(2) without MFD_NOEXEC_SEAL where vm.memfd_noexec
    /// is 2.</summary>
    public const int AccessDenied = 13;

    /// <summary>EBUSY.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is no directory.</summary>
    public const int NotADirectory = 20;

    /// <summary>EINVAL: a value, or a flag, that this kernel does not take.</summary>
    public const int InvalidArgument = 22;

    /// <summary>ENFILE: the system has no more open files.</summary>
    public const int SystemFilesUsedUp = 23;

    /// <summary>EMFILE: this process has no more descriptors.</summary>
    public const int DescriptorsUsedUp = 24;

    /// <summary>EFBIG.</summary>
    public const int FileTooLarge = 27;

    /// <summary>EROFS.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EPIPE: nobody reads the other end.</summary>
    public const int BrokenPipe = 32;

    /// <summary>EMSGSIZE: too large for one datagram.</summary>
    public const int MessageSize = 90;

    /// <summary>EOPNOTSUPP.</summary>
    public const int NotSupported = 95;

    /// <summary>EADDRINUSE.</summary>
    public const int AddressInUse = 98;

    /// <summary>ENOBUFS: the kernel has no buffer of that size now.</summary>
    public const int NoBuffers = 105;

    /// <summary>ECONNREFUSED: a socket file without a listener behind it.</summary>
    public const int ConnectionRefused = 111;
}
