using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Systemd.Native;

namespace FragGuard.Systemd.Lines;

/// <summary>
/// Writes lines to a descriptor that others share, such as stderr, without ever waiting for a reader.
/// </summary>
/// <remarks>
/// O_NONBLOCK would hold for everybody who shares the open file, the shell of a terminal too. So it asks poll(2) before
/// each piece of at most PIPE_BUF bytes, which a ready pipe or socket takes whole.
/// </remarks>
internal sealed class LineOutput(DescriptorHandle descriptor)
{
    /// <summary>The descriptor number of stderr.</summary>
    internal const int StandardError = 2;

    /// <summary>The descriptor number of stdout.</summary>
    internal const int StandardOutput = 1;

    private const int PipeBufBytes = 4096;

    private bool _isInsideLine;

    /// <summary>stderr; it is not closed.</summary>
    internal static LineOutput ForStandardError() => new(new DescriptorHandle(StandardError, ownsDescriptor: false));

    /// <summary>stdout; it is not closed.</summary>
    internal static LineOutput ForStandardOutput() => new(new DescriptorHandle(StandardOutput, ownsDescriptor: false));

    /// <summary>Writes text that ends with a newline.</summary>
    /// <returns>False when nobody takes it now; part of it may have been written.</returns>
    internal bool TryWrite(string text)
    {
        // What an earlier write left unfinished ends here, so that this text starts on its own line.
        var bytes = Encoding.UTF8.GetBytes(_isInsideLine ? '\n' + text : text);
        var left = bytes.AsSpan();
        while (!left.IsEmpty)
        {
            var piece = left[..Math.Min(left.Length, PipeBufBytes)];
            var writtenBytes = IsReady() ? LibcDescriptor.Write(descriptor, piece, (nuint)piece.Length) : 0;
            if (writtenBytes <= 0)
            {
                _isInsideLine |= left.Length < bytes.Length;
                return false;
            }

            left = left[(int)writtenBytes..];
        }

        _isInsideLine = false;
        return true;
    }

    private bool IsReady()
    {
        var entry = new LibcDescriptor.PollEntry
        {
            Descriptor = (int)descriptor.DangerousGetHandle(),
            Events = LibcDescriptor.PollOut,
        };
        int ready;
        do
        {
            ready = LibcDescriptor.Poll(ref entry, 1, timeoutMs: 0);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        return (entry.ReturnedEvents & LibcDescriptor.PollOut) != 0;
    }
}
