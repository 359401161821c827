using FragGuard.Config;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What a recording ends with: how many samples, how low the zones were, and the floor that fits
/// them.</summary>
internal sealed class RecordSummary(KernelRoot root, MachineFacts machine)
{
    /// <summary>What to say of floors that follow from less than a day.</summary>
    internal const string TooShort =
        "less than a day was seen: other hours may need other floors; record a day or more";

    private readonly FloorStudy _study = new(SuggestCommand.WatchedOrders(root, machine), machine);

    private TimeSpan _lastAt;

    /// <summary>Takes a sample.</summary>
    internal void Take(BuddyTable table, TimeSpan now)
    {
        _lastAt = now;
        _study.Take(table, now);
    }

    /// <summary>Takes a record of the kernel log.</summary>
    internal void TakeRecord(ReadOnlySpan<byte> record) => _study.TakeRecord(record);

    /// <summary>Takes the sizes of zones.</summary>
    internal void Take(ZoneInfoTable zones) => _study.Take(RingZones.TextOf(zones));

    /// <summary>Takes a file that a sample has besides.</summary>
    internal void TakeFile(string path, ReadOnlySpan<byte> text)
    {
        if (path == ZoneInfo.Path)
        {
            _study.Take(text);
        }
    }

    /// <summary>Says it, on standard error: the trace may go to standard output.</summary>
    internal void Write(TimeSpan length)
    {
        Console.Error.WriteLine($"fragguard: {Quantity.Of(_study.Samples, "sample")} of {Quantity.Time(length)}");
        _study.Finish(_lastAt);
        foreach (var zone in _study.Zones)
        {
            Console.Error.WriteLine(
                $"fragguard: {zone.Zone}, {WatchText.OrderWords(zone.Order, machine.PageBytes)}: suitable blocks "
                    + $"lowest {zone.Lowest}, "
                    + $"1st percentile {zone.Suitable.At(10)}; a floor of {zone.Best.Floor} for "
                    + $"{DurationFormat.Write(zone.Best.For)} fits what was seen");
        }

        if (length < FloorStudy.Enough && _study.Zones.Count > 0)
        {
            Console.Error.WriteLine("fragguard: " + TooShort);
        }
    }
}
