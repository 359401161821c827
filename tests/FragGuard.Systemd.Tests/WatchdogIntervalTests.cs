namespace FragGuard.Systemd.Tests;

public sealed class WatchdogIntervalTests
{
    [Theory]
    [InlineData("30000000", null, 30_000)]
    [InlineData("30000000", "", 30_000)]
    [InlineData("1500000", "77", 1_500)]
    public void Parse_ForThisProcess_IsTheInterval(string usec, string? pid, int expectedMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), WatchdogInterval.Parse(usec, pid, processId: 77));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("30s", null)]
    [InlineData("18446744073709551615", null)]
    [InlineData("18446744073709551616", null)]
    [InlineData("30000000", "78")]
    [InlineData("30000000", "me")]
    public void Parse_NoWatchdogForThisProcess_IsNull(string? usec, string? pid) =>
        Assert.Null(WatchdogInterval.Parse(usec, pid, processId: 77));

    [Fact]
    public void Parse_LongerThanATimeSpan_IsTheLongest()
    {
        var interval = WatchdogInterval.Parse("18446744073709551614", null, processId: 77);

        Assert.True(interval > TimeSpan.FromDays(365 * 1_000));
    }
}
