using System.Buffers.Binary;

namespace FragGuard.Host.Tests;

[Collection(nameof(LocalClockTests))]
public sealed class LocalClockTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly string? _before = Environment.GetEnvironmentVariable("TZ");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TZ", _before);
        TimeZoneInfo.ClearCachedData();
        _tree.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TimeOfDay_ZoneThatWasChanged_CountsAtOnce(bool isLink)
    {
        Environment.SetEnvironmentVariable("TZ", null);
        SetZone("East", 5 * 3600, isLink);
        var clock = new LocalClock(_tree.Root, new NoonClock());
        var east = clock.TimeOfDay();

        SetZone("West", -7 * 3600, isLink);
        var west = clock.TimeOfDay();

        Assert.Equal(TimeSpan.FromHours(17), east);
        Assert.Equal(TimeSpan.FromHours(5), west);
    }

    // As timedatectl does it: another link, renamed over the old one.
    private void SetZone(string name, int offsetSeconds, bool isLink)
    {
        var zone = _tree.Write($"/usr/share/zoneinfo/{name}", "");
        File.WriteAllBytes(zone, ZoneFile(name[..4], offsetSeconds));
        Directory.CreateDirectory(_tree.Root.Path("/etc"));
        var (path, beside) = (_tree.Root.Path("/etc/localtime"), _tree.Root.Path("/etc/localtime.new"));
        if (isLink)
        {
            File.CreateSymbolicLink(beside, $"../usr/share/zoneinfo/{name}");
        }
        else
        {
            File.Copy(zone, beside);
            File.SetLastWriteTimeUtc(beside, DateTime.UnixEpoch.AddSeconds(offsetSeconds + 100_000));
        }

        File.Move(beside, path, overwrite: true);
    }

    // tzfile(5), version 1: one type of local time and no transition.
    private static byte[] ZoneFile(string abbreviation, int offsetSeconds)
    {
        var header = new byte[44];
        "TZif"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(36), 1);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(40), abbreviation.Length + 1);
        var type = new byte[6];
        BinaryPrimitives.WriteInt32BigEndian(type, offsetSeconds);
        return [.. header, .. type, .. System.Text.Encoding.ASCII.GetBytes(abbreviation), 0];
    }

    private sealed class NoonClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    }
}
