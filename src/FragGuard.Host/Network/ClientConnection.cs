using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>One client that asks and is answered once: never waits, reads a bounded request, and is over at its
/// deadline.</summary>
public sealed class ClientConnection : IDisposable
{
    /// <summary>Of the head of a request.</summary>
    public const int MostRequestBytes = 4096;

    private const int NoDescriptor = -1;

    private readonly int _output;
    private readonly byte[] _request = new byte[MostRequestBytes];
    private ReadOnlyMemory<byte> _left;
    private int _input;
    private int _length;

    /// <param name="input">What it asks on; closed when this is.</param>
    /// <param name="output">What it is answered on; the same for a socket.</param>
    /// <param name="deadline">When it is over, whatever it does.</param>
    public ClientConnection(int input, int output, TimeSpan deadline)
    {
        (_input, _output, Deadline) = (input, output, deadline);
        _ = Libc.Control(input, Libc.SetStatusFlags, Libc.NonBlocking);
        _ = Libc.Control(output, Libc.SetStatusFlags, Libc.NonBlocking);
    }

    /// <summary>When it is over.</summary>
    public TimeSpan Deadline { get; }

    /// <summary>The request so far.</summary>
    public ReadOnlySpan<byte> Request => _request.AsSpan(0, _length);

    /// <summary>An answer is on its way: it waits to write.</summary>
    public bool IsAnswering { get; private set; }

    /// <summary>What to wait for: the descriptor to read from, or to write to.</summary>
    public int Fd => IsAnswering ? _output : _input;

    /// <summary>Reads what is there.</summary>
    /// <returns>False if the client has gone, or will say no more.</returns>
    public unsafe bool TryRead()
    {
        while (_length < MostRequestBytes)
        {
            nint read;
            fixed (byte* start = _request)
            {
                read = Libc.Read(_input, start + _length, MostRequestBytes - _length);
            }

            if (read > 0)
            {
                _length += (int)read;
            }
            else if (read == 0)
            {
                return false;
            }
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.Interrupted)
            {
                return errno == Errno.TryAgain;
            }
        }

        return true;
    }

    /// <summary>Answers.</summary>
    /// <returns>True once nothing is left to be done: all of it was taken, or nobody takes it any more.</returns>
    public bool Answer(ReadOnlyMemory<byte> answer)
    {
        (_left, IsAnswering) = (answer, true);
        return Continue();
    }

    /// <summary>Goes on with the answer.</summary>
    /// <returns>As <see cref="Answer"/>.</returns>
    public unsafe bool Continue()
    {
        while (!_left.IsEmpty)
        {
            nint written;
            fixed (byte* start = _left.Span)
            {
                written = Libc.Write(_output, start, _left.Length);
            }

            if (written >= 0)
            {
                _left = _left[(int)written..];
            }
            else if (Marshal.GetLastPInvokeError() is var errno and not Errno.Interrupted)
            {
                return errno != Errno.TryAgain;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_input != NoDescriptor)
        {
            // What the client has sent and nobody read must not make the kernel take the answer back.
            _ = LibcNetwork.Shutdown(_output, LibcNetwork.ShutWrite);
            _ = Libc.Close(_input);
            _input = NoDescriptor;
        }
    }
}
