using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>The reading end of a pipe whose writer nobody trusts: its first bytes are kept, the rest is read and
/// counted, and nothing ever waits.</summary>
internal sealed class BoundedPipe : IDisposable
{
    private const int KeptBytes = 4096;

    // What one look reads at most: a writer that never pauses must not keep the guard.
    private const int BytesPerLook = 1 << 20;

    private readonly byte[] _kept = new byte[KeptBytes];
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(16 << 10, pinned: true);
    private int _length;

    private BoundedPipe(int fd) => Fd = fd;

    /// <summary>Readable when something was written; -1 once every writer has gone.</summary>
    internal int Fd { get; private set; }

    /// <summary>How much was read beyond what is kept.</summary>
    internal long DroppedBytes { get; private set; }

    /// <summary>More than is kept was written.</summary>
    internal bool IsFull => DroppedBytes > 0;

    /// <summary>What was written first.</summary>
    internal ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _length);

    /// <summary>Makes a pipe.</summary>
    /// <param name="pipe">The reading end.</param>
    /// <param name="writeFd">The writing end, for a child; the caller closes it.</param>
    /// <returns>0, or the error number.</returns>
    internal static unsafe int TryOpen(out BoundedPipe? pipe, out int writeFd)
    {
        var fds = stackalloc int[2];
        (pipe, writeFd) = (null, -1);
        if (Libc.Pipe(fds, Libc.CloseOnExec) < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        // The flag belongs to this end alone: the writer may wait.
        _ = Libc.Control(fds[0], Libc.SetStatusFlags, Libc.NonBlocking);
        (pipe, writeFd) = (new BoundedPipe(fds[0]), fds[1]);
        return 0;
    }

    /// <summary>Reads what is there.</summary>
    internal unsafe void Drain()
    {
        for (var left = BytesPerLook; Fd >= 0 && left > 0;)
        {
            nint length;
            fixed (byte* buffer = _scratch)
            {
                length = Libc.Read(Fd, buffer, _scratch.Length);
            }

            if (length > 0)
            {
                Take(_scratch.AsSpan(0, (int)length));
                left -= (int)length;
            }
            else if (length == 0)
            {
                Dispose();
            }
            else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                return;
            }
        }
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

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var kept = Math.Min(bytes.Length, KeptBytes - _length);
        bytes[..kept].CopyTo(_kept.AsSpan(_length));
        _length += kept;
        DroppedBytes += bytes.Length - kept;
    }
}
