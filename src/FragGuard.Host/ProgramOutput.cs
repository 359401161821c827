using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>What a program of this machine writes to its standard output, read as it comes; its errors go where ours
/// go.</summary>
/// <remarks>For commands that a person runs: reading waits. The guard itself uses <see cref="CommandJob"/>.</remarks>
public sealed class ProgramOutput : IDisposable
{
    private readonly ChildProcess _child;
    private int _fd;

    private ProgramOutput(ChildProcess child, int fd) => (_child, _fd) = (child, fd);

    /// <summary>Starts it.</summary>
    /// <param name="program">An absolute path.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="error">Why it cannot be started, as a sentence; null if it was.</param>
    public static unsafe ProgramOutput? TryStart(string program, IReadOnlyList<string> arguments, out string? error)
    {
        var fds = stackalloc int[2];
        if (Libc.Pipe(fds, Libc.CloseOnExec) < 0)
        {
            error = FileFault.Sentence(Libc.LastError, program);
            return null;
        }

        string[] environment = ["PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8", "SYSTEMD_COLORS=0",
            "SYSTEMD_PAGER="];
        var errno = ChildProcess.Start(program, arguments, environment, keptFd: -1, out var child, outputFd: fds[1]);
        _ = Libc.Close(fds[1]);
        if (errno != 0)
        {
            _ = Libc.Close(fds[0]);
            error = FileFault.Sentence(errno, program);
            return null;
        }

        error = null;
        return new ProgramOutput(child!, fds[0]);
    }

    /// <summary>Reads more of it; waits for that.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    public unsafe int Read(Span<byte> buffer)
    {
        while (_fd >= 0)
        {
            nint read;
            fixed (byte* start = buffer)
            {
                read = Libc.Read(_fd, start, buffer.Length);
            }

            if (read >= 0)
            {
                return (int)read;
            }

            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Waits until there is more to read, or its end, but no longer than this.</summary>
    /// <returns>False if the time is over.</returns>
    public bool IsReady(TimeSpan patience)
    {
        var poller = new Poller(1);
        poller.Watch(0, _fd);
        poller.Wait(patience);
        return poller.IsReady(0);
    }

    /// <summary>Waits for its end, once all was read.</summary>
    /// <returns>Its exit code; 128 and more for a signal's number plus 128.</returns>
    public int Wait()
    {
        int exitCode;
        while (!_child.TryEnd(out exitCode))
        {
            Thread.Sleep(5);
        }

        return exitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = Libc.Close(_fd);
            _fd = -1;
            _child.Kill();
            _child.Dispose();
        }
    }
}
