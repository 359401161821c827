using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Keeps days of samples in a ring of files. A sample allocates nothing; it is written to the disk once a
/// minute, so that a crash costs a minute and a healthy look no system call.</summary>
/// <remarks>A directory that cannot be written is told once, tried again each minute, and never stops the
/// guard.</remarks>
internal sealed class RingRecorder : IDisposable
{
    /// <summary>Where the guard keeps its own.</summary>
    internal const string DefaultPath = "/var/lib/fragguard/record";

    private const int FlushBytes = 8 << 10;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMinutes(1);

    private readonly RingFiles _files;
    private readonly RingWriter _writer = new();
    private readonly string _directory;
    private readonly MachineFacts _machine;
    private readonly TimeProvider _time;
    private byte[] _zones = [];
    private DateTimeOffset _flushAt;
    private int _largestBytes;

    /// <summary>A recorder.</summary>
    /// <param name="directory">Where the segments go.</param>
    /// <param name="days">How many days are kept.</param>
    /// <param name="machine">The machine, for the first sample of each segment.</param>
    /// <param name="time">The wall clock.</param>
    internal RingRecorder(string directory, int days, MachineFacts machine, TimeProvider time)
    {
        (_directory, _machine, _time) = (directory, machine, time);
        _files = new RingFiles(directory, days);
    }

    /// <summary>The guard's own recorder; null where nothing is to be recorded.</summary>
    internal static RingRecorder? Of(RecordSettings settings, KernelRoot root, MachineFacts machine) =>
        settings.Days > 0
        ? new RingRecorder(root.Path(DefaultPath), settings.Days, machine, TimeProvider.System)
        : null;

    /// <summary>Why nothing is recorded, as a sentence; null while all is well.</summary>
    internal string? Error { get; private set; }

    /// <summary>Takes a sample.</summary>
    internal void Take(BuddyTable freeBlocks)
    {
        var now = _time.GetUtcNow();
        if (_files.IsDue(now) && !TryBegin(now))
        {
            return;
        }

        // A host that changes a lot, or that is looked at each second, is recorded less often: never more than its
        // share.
        var before = _writer.Bytes.Length;
        if (_files.HasRoom(now, before + _largestBytes))
        {
            _writer.Sample(freeBlocks, now.ToUnixTimeMilliseconds());
            _largestBytes = Math.Max(_largestBytes, _writer.Bytes.Length - before);
        }

        if (now >= _flushAt || _writer.Bytes.Length > FlushBytes)
        {
            Flush(now);
        }
    }

    /// <summary>Takes the sizes of zones, if they have changed.</summary>
    internal void Take(ZoneInfoTable zones)
    {
        var text = RingZones.TextOf(zones);
        if (!text.AsSpan().SequenceEqual(_zones))
        {
            _zones = text;
            if (_files.IsOpen)
            {
                _writer.File(ZoneInfo.Path, text);
            }
        }
    }

    /// <summary>Takes a failure of the kernel log: as much of it as a replay needs.</summary>
    internal void TakeFailure(AllocationFailure failure, int order) => TakeRecord(
        $"{failure.Comm ?? "kernel"}: page allocation failure: order:{order}, mode:{failure.Mode ?? "0x0"}");

    /// <summary>Takes a record of the kernel log.</summary>
    internal void TakeRecord(string line)
    {
        if (_files.IsOpen && _files.HasRoom(_time.GetUtcNow(), _writer.Bytes.Length + line.Length))
        {
            _writer.Record(Encoding.UTF8.GetBytes(line));
        }
    }

    /// <summary>Writes what has not been written yet.</summary>
    internal void Flush() => Flush(_time.GetUtcNow());

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _files.Dispose();
    }

    private bool TryBegin(DateTimeOffset now)
    {
        if (Error is not null && now < _flushAt)
        {
            return false;
        }

        try
        {
            if (_files.IsOpen)
            {
                Flush(now);
            }

            _flushAt = now + FlushInterval;
            _files.Begin(now);
            _writer.Clear();
            _writer.Begin();
            _writer.Machine(_machine);
            _writer.Clock(now.ToLocalTime().TimeOfDay);
            if (_zones.Length > 0)
            {
                _writer.File(ZoneInfo.Path, _zones);
            }

            Error = null;
            return true;
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            Error = FileFault.Sentence(fault, _directory);
            return false;
        }
    }

    private void Flush(DateTimeOffset now)
    {
        _flushAt = now + FlushInterval;
        if (!_files.IsOpen || _writer.Bytes.IsEmpty)
        {
            return;
        }

        try
        {
            _files.Write(_writer.Bytes);
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            Error = FileFault.Sentence(fault, _directory);
        }

        _writer.Clear();
    }
}
