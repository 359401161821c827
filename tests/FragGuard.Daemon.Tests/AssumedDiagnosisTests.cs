using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>Whether a zone is in pieces or short of memory cannot be told without its watermarks: then the guard says
/// so.</summary>
public sealed class AssumedDiagnosisTests : IDisposable
{
    private readonly FakeHost _host = new() { BuddyInfo = FakeHost.Fragmented };

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(false, "smaller pieces): fragmented")]
    [InlineData(true, "smaller pieces): taken for fragmented, since its watermarks cannot be read")]
    public void Open_WithAndWithoutWatermarks_SaysWhatIsKnown(bool isBlind, string expected)
    {
        if (isBlind)
        {
            File.Delete(_host.Path("/proc/zoneinfo"));
        }

        using var guard = new FakeGuard(_host, Of(Compact), new FakeActuator(_host));
        guard.TickAt(1);

        Assert.Contains(guard.Told, line => line.StartsWith("incident-opened", StringComparison.Ordinal)
            && line.Contains(expected, StringComparison.Ordinal));
    }
}
