using System.Globalization;
using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>The process that holds huge pages: <c>fragguard hold-reserve NODE HUGE-BYTES MOST-PAGES</c>, where node -1
/// is any.</summary>
/// <remarks>It is told on its standard input how many to take, or, by a negative number, to let go of, four bytes each
/// time, and answers with a <see cref="HolderReply"/>. It is the first to be killed when memory runs out, and it dies
/// with its parent, whatever that dies of: by a signal, and because its standard input ends.</remarks>
public static unsafe class ReserveHolderChild
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "hold-reserve";

    private const int NoParent = 3;

    /// <summary>The child's arguments, the verb first.</summary>
    internal static IReadOnlyList<string> Arguments(int node, ulong hugeBytes, int most) =>
    [
        Verb, node.ToString(CultureInfo.InvariantCulture), hugeBytes.ToString(CultureInfo.InvariantCulture),
        most.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Holds until its standard input ends, and returns the exit code.</summary>
    /// <param name="arguments">What follows the verb.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 3
            || !int.TryParse(arguments[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var node)
            || !ulong.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hugeBytes)
            || !int.TryParse(arguments[2], NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            || !ulong.IsPow2(hugeBytes) || hugeBytes > 1UL << 34 || (UInt128)hugeBytes * (uint)most > 1UL << 46)
        {
            return Errno.InvalidArgument;
        }

        var parent = Libc.ParentId();
        _ = Libc.ProcessControl(Libc.SignalAtParentsDeath, Libc.Kill, 0, 0, 0);
        if (Libc.ParentId() != parent)
        {
            // It died before the kernel was asked to tell.
            return NoParent;
        }

        fixed (byte* name = "fragguard-hold\0"u8)
        {
            _ = Libc.ProcessControl(Libc.ProcessName, (nint)name, 0, 0, 0);
        }

        BeFirstToDie();
        using var memory = new HugeMemory(hugeBytes, most, node);
        while (TryReadCommand(out var pages))
        {
            var end = Obey(memory, pages);
            var reply = new HolderReply(memory.Held, end, memory.IsUnlocked);
            if (!reply.TryWrite(1))
            {
                break;
            }
        }

        return 0;
    }

    private static TakeEnd Obey(HugeMemory memory, int pages)
    {
        if (pages < 0)
        {
            memory.LetGo(-Math.Max(pages, -int.MaxValue));
            return TakeEnd.Done;
        }

        var end = TakeEnd.Done;
        for (; pages > 0 && end == TakeEnd.Done; pages--)
        {
            end = memory.Take();
        }

        return end;
    }

    // More than any other process: what it holds is there to be given away. To raise it needs no privilege.
    private static void BeFirstToDie()
    {
        var fd = Libc.Open("/proc/self/oom_score_adj", Libc.WriteOnly | Libc.CloseOnExec, 0);
        if (fd >= 0)
        {
            fixed (byte* most = "1000"u8)
            {
                _ = Libc.Write(fd, most, 4);
            }

            _ = Libc.Close(fd);
        }
    }

    private static bool TryReadCommand(out int pages)
    {
        var (value, length) = (0, 0);
        while (length < sizeof(int))
        {
            var read = Libc.Read(0, (byte*)&value + length, sizeof(int) - length);
            if (read > 0)
            {
                length += (int)read;
            }
            else if (read == 0 || Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                pages = 0;
                return false;
            }
        }

        pages = value;
        return true;
    }
}

/// <summary>What a holder answers to each thing that it is told.</summary>
/// <param name="Held">How many huge pages it holds now.</param>
/// <param name="End">What became of the last one that it was to take.</param>
/// <param name="IsUnlocked">Some could not be locked into memory; there is no swap.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct HolderReply(int Held, TakeEnd End, bool IsUnlocked)
{
    internal const int Bytes = 12;

    internal unsafe bool TryWrite(int fd)
    {
        var text = stackalloc int[3] { Held, (int)End, IsUnlocked ? 1 : 0 };
        return Libc.Write(fd, (byte*)text, Bytes) == Bytes;
    }

    // A pipe takes and gives so few bytes at once.
    internal static unsafe bool TryRead(int fd, out HolderReply reply)
    {
        var text = stackalloc int[3];
        var isRead = Libc.Read(fd, (byte*)text, Bytes) == Bytes;
        reply = isRead ? new HolderReply(text[0], (TakeEnd)text[1], text[2] != 0) : default;
        return isRead;
    }
}
