using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Pictures that replace one another in place until a signal ends it. The terminal is then as it was
/// before.</summary>
/// <remarks>Each frame is one write: it begins at the upper left corner and wipes only what the last one left behind,
/// so nothing flickers. A window that changes its size gets a new frame at once; ^Z gives the terminal back until the
/// job goes on. Where standard output is no terminal, frames follow one another as plain text.</remarks>
internal sealed partial class LiveScreen : IDisposable
{
    private const int StopSignal = 19; // SIGSTOP

    // The alternate screen and no cursor; and back.
    private static ReadOnlySpan<byte> Enter => "\e[?1049h\e[?25l"u8;

    private static ReadOnlySpan<byte> Leave => "\e[0m\e[?25h\e[?1049l"u8;

    private readonly ArrayBufferWriter<byte> _frame = new(8192);
    private readonly Poller _poller = new(1);
    private readonly WakeUp _wakeUp = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly bool _isTerminal;
    private volatile bool _isOver;
    private volatile bool _isWoken;
    private bool _isPaused;

    /// <summary>Takes the terminal, if standard output is one.</summary>
    /// <param name="takesTerminal">False for text that is to run on whoever reads it.</param>
    internal LiveScreen(bool takesTerminal)
    {
        _isTerminal = takesTerminal && StandardOutput.Display().IsTerminal;
        _poller.Watch(0, _wakeUp.Fd);
        PosixSignal[] ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        foreach (var signal in ends)
        {
            _signals.Add(PosixSignalRegistration.Create(signal, End));
        }

        if (_isTerminal && OperatingSystem.IsLinux())
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Wake()));
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Pause));
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => GoOn()));
            StandardOutput.TryWrite(Enter);
        }
    }

    /// <summary>Shows a frame.</summary>
    /// <param name="text">Lines, each with its newline.</param>
    /// <param name="height">Lines of the window; what does not fit is counted in the last one.</param>
    /// <returns>False if nobody looks any more.</returns>
    internal bool Show(ReadOnlySpan<byte> text, int height)
    {
        lock (_frame)
        {
            return _isPaused || StandardOutput.TryWrite(_isTerminal ? Frame(text, height) : text);
        }
    }

    /// <summary>Waits.</summary>
    /// <returns>False if a signal has ended it.</returns>
    internal bool Wait(TimeSpan time)
    {
        var until = GuardLoop.Now + time;
        for (var left = time; left > TimeSpan.Zero && !_isOver && !_isWoken; left = until - GuardLoop.Now)
        {
            _poller.Wait(left);
            if (_poller.IsReady(0))
            {
                _wakeUp.Clear();
            }
        }

        _isWoken = false;
        return !_isOver;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        if (_isTerminal)
        {
            StandardOutput.TryWrite(Leave);
        }

        _wakeUp.Dispose();
    }

    private ReadOnlySpan<byte> Frame(ReadOnlySpan<byte> text, int height)
    {
        var lines = text.Count((byte)'\n');
        var shown = lines < height ? lines : Math.Max(0, height - 1);
        _frame.ResetWrittenCount();
        _frame.Write("\e[H"u8);
        for (var line = 0; line < shown; line++)
        {
            var end = text.IndexOf((byte)'\n');
            _frame.Write(text[..end]);
            _frame.Write("\e[K\r\n"u8);
            text = text[(end + 1)..];
        }

        if (shown < lines)
        {
            _frame.Advance(Left(lines - shown, _frame.GetSpan(64)));
        }

        _frame.Write("\e[J"u8);
        return _frame.WrittenSpan;
    }

    private static int Left(int lines, Span<byte> span) =>
        Utf8.TryWrite(span, $"{lines} more lines\e[K", out var written) ? written : 0;

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _isOver = true;
        _wakeUp.Raise();
    }

    private void Wake()
    {
        _isWoken = true;
        _wakeUp.Raise();
    }

    // Once a handler is registered, the runtime no longer stops the process by itself.
    private void Pause(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_frame)
        {
            _isPaused = true;
            StandardOutput.TryWrite(Leave);
        }

        _ = Raise(StopSignal);
    }

    private void GoOn()
    {
        lock (_frame)
        {
            if (_isPaused)
            {
                StandardOutput.TryWrite(Enter);
            }

            _isPaused = false;
        }

        Wake();
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
