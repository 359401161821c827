using System.Diagnostics.CodeAnalysis;
using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Finds page allocation failures in the kernel log as they are logged. Only records of the kernel's own
/// count: what a user writes to /dev/kmsg never has facility 0.</summary>
internal sealed class KernelLogReader : IDisposable
{
    /// <summary>How many records one turn of the loop takes: the rest waits for the next one, and the watchdog is fed
    /// in between.</summary>
    internal const int RecordsPerTurn = 256;

    private readonly KernelLogFile _file;
    private readonly Reporter _reporter;
    private readonly Action<AllocationFailure> _found;
    private readonly Action<FailureEvent> _explained;
    private FailureScanner? _scanner;
    private (byte[] Text, int Order, string Words)[] _also = [];
    private ulong? _lastSequence;
    private long _overruns;
    private ulong _lost;
    private int _left;

    private KernelLogReader(
        KernelLogFile file, Reporter reporter, Action<AllocationFailure> found, Action<FailureEvent> explained) =>
        (_file, _reporter, _found, _explained) = (file, reporter, found, explained);

    /// <summary>Readable when there is a record.</summary>
    internal int Fd => _file.Fd;

    /// <summary>Opens the log; says so in words where that is not possible.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="reporter">Told of what is lost.</param>
    /// <param name="found">Told of each failure as soon as its first line is there.</param>
    /// <param name="explained">Told of each failure again, with all that was logged behind it.</param>
    internal static KernelLogReader? TryOpen(
        KernelRoot root, Reporter reporter, Action<AllocationFailure> found, Action<FailureEvent> explained)
    {
        var file = KernelLogFile.TryOpen(root, out var error);
        if (file is null)
        {
            reporter.Warn($"page allocation failures in the kernel log go unnoticed: {error}");
            return null;
        }

        return new KernelLogReader(file, reporter, found, explained);
    }

    /// <summary>Takes these messages of the kernel as proof too.</summary>
    /// <param name="patterns">What the site's configuration names.</param>
    /// <param name="machine">What an order means here; one that the machine does not have is left out.</param>
    internal void TakeAlso(ValueList<KernelLogPattern> patterns, MachineFacts machine) =>
        _also = [.. patterns.Where(pattern => pattern.Order.On(machine) is not null)
            .Select(pattern =>
                (Encoding.UTF8.GetBytes(pattern.Contains), pattern.Order.On(machine)!.Value, pattern.Contains))];

    /// <summary>Takes records that are there, at most <see cref="RecordsPerTurn"/> and what was read with the last of
    /// them.</summary>
    /// <param name="isReady">There are some.</param>
    internal void Take(bool isReady)
    {
        _left = RecordsPerTurn;
        while (isReady && _left > 0 && _file.TryRead(out var bytes))
        {
            TakeRecords(bytes);
        }

        // The kernel logs a dump at once: when the loop comes round without a record, there is nothing more.
        if (!isReady)
        {
            _scanner?.Flush();
        }

        if (_lost > 0 || _file.Overruns > _overruns)
        {
            _reporter.KernelLogLost(_lost);
            (_lost, _overruns) = (0, _file.Overruns);
        }

        _reporter.TellRepeats();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The kernel hands out one record a read; a pipe that stands in for it may hand out several.
    private void TakeRecords(ReadOnlySpan<byte> bytes)
    {
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var line = bytes[range];
            _left--;
            if (!line.IsEmpty && line[0] != (byte)' ' && KmsgRecord.TryParse(line, out var record))
            {
                NoteSequence(record.Sequence);
                if (AllocationFailure.TryParse(record, out var failure) || IsNamed(record, out failure))
                {
                    _found(failure);
                    _scanner ??= new FailureScanner(_explained);
                }

                _scanner?.Take(line);
            }
        }
    }

    // What a program writes never counts, whatever it says.
    private bool IsNamed(in KmsgRecord record, [NotNullWhen(true)] out AllocationFailure? failure)
    {
        failure = null;
        foreach (var (text, order, words) in _also)
        {
            if (record.IsFromKernel && record.Text.IndexOf(text) >= 0)
            {
                failure = AllocationFailure.OfSite(order, words);
                return true;
            }
        }

        return false;
    }

    private void NoteSequence(ulong sequence)
    {
        if (_lastSequence is { } last && sequence > last + 1)
        {
            _lost += sequence - last - 1;
        }

        _lastSequence = sequence;
    }
}
