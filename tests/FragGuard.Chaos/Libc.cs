using System.Runtime.InteropServices;

namespace FragGuard.Chaos;

/// <summary>System calls that the framework has no method for. Each returns what the kernel does: below zero is an
/// error.</summary>
internal static partial class Libc
{
    internal const int HangUp = 1;
    internal const int KillNow = 9;
    internal const int Terminate = 15;
    internal const int Continue = 18;
    internal const int Stop = 19;

    internal const int LimitFileBytes = 1;
    internal const int LimitProcesses = 6;
    internal const int LimitFiles = 7;

    internal const ulong ReadOnlyMount = 1;
    internal const ulong Remount = 32;
    internal const int DetachMount = 2;

    private const int LockExclusive = 2;
    // O_CLOEXEC as well: what the storm holds must not be held by the guards that it starts.
    private const int ReadWriteNonBlocking = 0x80802;

    internal static int Kill(int pid, int signal) => SendSignal(pid, signal);

    internal static bool Mount(string path, ulong flags, string options) =>
        MountCall("tmpfs", path, "tmpfs", flags, options) == 0;

    internal static bool Unmount(string path) => UnmountCall(path, DetachMount) == 0;

    internal static bool MakePipe(string path) => MakeFifo(path, 0x1b6) == 0;

    /// <summary>Takes an exclusive lock on a file and keeps it until the descriptor is closed.</summary>
    internal static int Lock(string path)
    {
        var fd = Open(path, ReadWriteNonBlocking);
        if (fd >= 0)
        {
            _ = FileLock(fd, LockExclusive | 4);
        }

        return fd;
    }

    /// <summary>A pipe opened for reading and writing, so that it never blocks.</summary>
    internal static int OpenPipe(string path) => Open(path, ReadWriteNonBlocking);

    internal static void SetLimit(int pid, int resource, ulong soft)
    {
        var limit = new Limit(soft, ulong.MaxValue);
        _ = ProcessLimit(pid, resource, ref limit, IntPtr.Zero);
    }

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int fd, ReadOnlySpan<byte> bytes, nint length);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static unsafe partial nint ReceiveMessage(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int FileLock(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCall(string target, int flags);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int ProcessLimit(int pid, int resource, ref Limit limit, IntPtr old);

    private struct Limit(ulong soft, ulong hard)
    {
        internal ulong Soft = soft;
        internal ulong Hard = hard;
    }

    /// <summary>struct msghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct MessageHeader
    {
        internal void* Name;
        internal uint NameLength;
        internal Vector* Vectors;
        internal nint VectorCount;
        internal void* Control;
        internal nint ControlLength;
        internal int Flags;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Vector
    {
        internal void* Base;
        internal nint Length;
    }
}
