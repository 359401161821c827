using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>A kernel log: a file, standard input, or this boot's own.</summary>
internal sealed class LogSource : IDisposable
{
    private const string StandardInput = "standard input";

    private readonly Poller _poller = new(1);
    private readonly Stream? _stream;
    private readonly KernelLogFile? _kernelLog;
    private readonly string _name;

    private LogSource(string name, Stream? stream, KernelLogFile? kernelLog) =>
        (_name, _stream, _kernelLog) = (name, stream, kernelLog);

    /// <summary>True if the kernel overwrote records while they were read.</summary>
    internal bool LostRecords => _kernelLog is { Overruns: > 0 };

    /// <summary>Opens it.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="file">A path, <c>-</c> for standard input, or null for this boot's log.</param>
    /// <exception cref="GuardException">It cannot be opened; the sentence says what to do.</exception>
    internal static LogSource Open(KernelRoot root, string? file)
    {
        if (file == "-")
        {
            return new LogSource(StandardInput, Console.OpenStandardInput(), kernelLog: null);
        }

        // In a captured tree the log is a plain file, which a guard's loop could not wait for, but which can be read
        // to its end.
        var captured = root.Path(KernelLogFile.Path);
        return file is not null ? OpenFile(file, file)
            : !root.IsLive && File.Exists(captured) ? OpenFile(captured, KernelLogFile.Path)
            : OpenKernelLog(root);
    }

    /// <summary>Gives more of it: see <see cref="LogFill"/>.</summary>
    /// <exception cref="GuardException">It cannot be read any further.</exception>
    internal int Fill(Span<byte> buffer)
    {
        if (_kernelLog is not null)
        {
            return FillFromKernel(buffer);
        }

        try
        {
            return _stream!.Read(buffer);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw GuardException.Unreadable(fault, _name);
        }
    }

    /// <summary>True if more of the log is there, or its end, before this time is over.</summary>
    internal bool IsReady(int milliseconds)
    {
        if (_name != StandardInput)
        {
            return true;
        }

        _poller.Watch(0, 0);
        _poller.Wait(TimeSpan.FromMilliseconds(milliseconds));
        return _poller.IsReady(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _kernelLog?.Dispose();
    }

    private static LogSource OpenFile(string path, string name)
    {
        if (Directory.Exists(path))
        {
            throw new GuardException(ExitCodes.Unavailable, $"{name}: a directory");
        }

        try
        {
            const FileShare shared = FileShare.ReadWrite | FileShare.Delete;
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, shared, bufferSize: 0);
            return CompressedLog.HowToRead(stream, name) is { } how
                ? throw new GuardException(ExitCodes.Unavailable, how)
                : new LogSource(name, stream, kernelLog: null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw GuardException.Unreadable(fault, name);
        }
    }

    private static LogSource OpenKernelLog(KernelRoot root)
    {
        if (KernelLogFile.TryOpen(root, out var error, fromOldest: true) is { } log)
        {
            return new LogSource(KernelLogFile.Path, stream: null, log);
        }

        const string fromJournal = "'journalctl -k | fragguard failures -'";
        throw File.Exists(root.Path(KernelLogFile.Path))
            ? new GuardException(
                ExitCodes.NoPermission,
                $"{KernelLogFile.Path}: permission denied; try 'sudo fragguard failures', or {fromJournal}")
            : new GuardException(ExitCodes.Unavailable, $"{error}; try {fromJournal}");
    }

    private int FillFromKernel(Span<byte> buffer)
    {
        // Room for a whole record is always left: a line never fills the buffer.
        if (!_kernelLog!.TryRead(out var record))
        {
            return 0;
        }

        record.CopyTo(buffer);
        return record.Length;
    }
}
