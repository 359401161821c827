using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FragGuard.Systemd.Tests.Support;

/// <summary>The receiving side's libc calls, which .NET has no method for.</summary>
internal static unsafe partial class LibcReceive
{
    private const int GetSealsCommand = 1034;
    private const int DontWait = 0x40;
    private const int CloseOnExec = 0x40000000;

    /// <summary>Receives one datagram and the descriptor that came with it.</summary>
    /// <returns>Its length, or -1 when none is queued.</returns>
    internal static int Receive(SafeHandle socket, byte[] buffer, out SafeFileHandle? passed)
    {
        passed = null;
        Span<byte> control = stackalloc byte[24];
        fixed (byte* data = buffer)
        fixed (byte* controlData = control)
        {
            var vector = new Vector { Base = data, Bytes = (nuint)buffer.Length };
            var header = new Header
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = controlData,
                ControlBytes = (nuint)control.Length,
            };
            var receivedBytes = (int)RecvMsg(socket, &header, DontWait | CloseOnExec);
            if (receivedBytes >= 0 && header.ControlBytes >= 20)
            {
                passed = new SafeFileHandle(MemoryMarshal.Read<int>(control[16..]), ownsHandle: true);
            }

            return receivedBytes;
        }
    }

    /// <summary>The seals of a memfd.</summary>
    internal static int GetSeals(SafeHandle file) => Fcntl(file, GetSealsCommand, 0);

    /// <summary>Makes a pipe.</summary>
    internal static (SafeFileHandle Reader, int Writer) Pipe()
    {
        var descriptors = stackalloc int[2];
        Assert.Equal(0, Pipe2(descriptors, 0x80000));
        return (new SafeFileHandle(descriptors[0], ownsHandle: true), descriptors[1]);
    }

    /// <summary>Whether a read would not wait.</summary>
    internal static bool IsReadable(SafeHandle descriptor)
    {
        const short PollIn = 1;
        var entry = new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = PollIn };
        return Poll(ref entry, 1, 0) > 0 && (entry.ReturnedEvents & PollIn) != 0;
    }

    /// <summary>Sends a signal.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint RecvMsg(SafeHandle socket, Header* header, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entry, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Descriptor;
        internal short Events;
        internal short ReturnedEvents;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        internal byte* Base;
        internal nuint Bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        internal byte* Name;
        internal uint NameBytes;
        internal Vector* Vectors;
        internal nuint VectorCount;
        internal byte* Control;
        internal nuint ControlBytes;
        internal int Flags;
    }
}
