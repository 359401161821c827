using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Tries floors and times on recorded samples, for each zone that a watch would cover.</summary>
/// <param name="orders">The orders.</param>
/// <param name="machine">The machine, as far as the traces do not say.</param>
public sealed class FloorStudy(ValueList<int> orders, MachineFacts machine)
{
    /// <summary>Less than this shows not every hour of a day: a floor that follows from it is a guess.</summary>
    public static readonly TimeSpan Enough = TimeSpan.FromDays(1);

    private readonly BuddyTable _table = new();
    private readonly ZoneInfoTable _sizes = new();
    private readonly List<ZoneFloors> _zones = [];
    private ReadOnlyMemory<byte> _zoneInfo;
    private bool _hasSizes;

    /// <summary>The zones, in the order of the file, each with each order.</summary>
    public IReadOnlyList<ZoneFloors> Zones => _zones;

    /// <summary>Samples of all traces.</summary>
    public long Samples { get; private set; }

    /// <summary>The time that the traces cover.</summary>
    public TimeSpan Length { get; private set; }

    /// <summary>Failed allocations in their kernel logs that more or larger blocks would have served.</summary>
    public int Failures { get; private set; }

    /// <summary>The page size and the order of a huge page where the samples were taken.</summary>
    public MachineFacts Machine { get; private set; } = machine;

    /// <summary>Takes a trace.</summary>
    /// <returns>What is wrong with it; null if nothing.</returns>
    public TraceError? Take(ReadOnlyMemory<byte> trace, TimeSpan interval)
    {
        var reader = new TraceReader(trace, interval);
        TimeSpan? first = null;
        while (reader.TryRead())
        {
            first ??= reader.At;
            foreach (var section in reader.Sections)
            {
                TakeSection(section, reader.At);
            }

            foreach (var record in reader.Records)
            {
                TakeRecord(record.Span);
            }
        }

        Finish(reader.At);
        Length += first is { } began ? reader.At - began : TimeSpan.Zero;
        return reader.Error;
    }

    /// <summary>Takes a sample.</summary>
    public void Take(BuddyTable table, TimeSpan now)
    {
        Samples++;
        foreach (ref readonly var row in table.Rows)
        {
            if (!IsCovered(row.Id))
            {
                continue;
            }

            foreach (var order in orders)
            {
                Find(row.Id, order).Take(row.Free, now);
            }
        }
    }

    /// <summary>No more samples follow: what is low now was low until then.</summary>
    public void Finish(TimeSpan now)
    {
        foreach (var zone in _zones)
        {
            zone.Finish(now);
        }
    }

    /// <summary>Takes a record of the kernel log.</summary>
    public void TakeRecord(ReadOnlySpan<byte> record)
    {
        if (AllocationFailure.TryParseLogLine(record, out var failure)
            && FailureReport.Of(failure) is { IsFailure: true, IncidentOrder: not null })
        {
            Failures++;
            foreach (var zone in _zones)
            {
                zone.TakeFailure();
            }
        }
    }

    /// <summary>Takes the sizes of zones.</summary>
    public void Take(ReadOnlySpan<byte> zoneInfo) => _hasSizes = _sizes.Parse(zoneInfo);

    private void TakeSection(in TraceSection section, TimeSpan now)
    {
        if (section.Is("proc/zoneinfo"u8) && !section.Text.Span.SequenceEqual(_zoneInfo.Span))
        {
            _zoneInfo = section.Text;
            Take(_zoneInfo.Span);
        }
        else if (section.Is("machine"u8))
        {
            Machine = ReplayMachine.Read(section.Text.Span, Machine);
        }
        else if (section.Is("proc/buddyinfo"u8) && _table.Parse(section.Text.Span))
        {
            Take(_table, now);
        }
    }

    // As a watch does by default: zones below 256 MiB are left out; without their sizes, zone DMA.
    private bool IsCovered(ZoneId id) => _hasSizes
        ? _sizes.TryFind(id, out var size)
            && Saturating(size.ManagedPages, (ulong)Machine.PageBytes) >= WatchSettings.DefaultMinZoneBytes
        : !id.Zone.IsDma;

    private static ulong Saturating(ulong pages, ulong bytes) => pages > ulong.MaxValue / bytes ? ulong.MaxValue
        : pages * bytes;

    private ZoneFloors Find(ZoneId id, int order)
    {
        foreach (var known in _zones)
        {
            if (known.Zone == id && known.Order == order)
            {
                return known;
            }
        }

        var zone = new ZoneFloors(id, order);
        _zones.Add(zone);
        return zone;
    }
}
