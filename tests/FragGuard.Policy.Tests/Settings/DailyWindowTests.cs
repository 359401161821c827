namespace FragGuard.Policy.Tests;

public sealed class DailyWindowTests
{
    [Theory]
    [InlineData("01:00", "05:00", "00:59", false)]
    [InlineData("01:00", "05:00", "01:00", true)]
    [InlineData("01:00", "05:00", "04:59", true)]
    [InlineData("01:00", "05:00", "05:00", false)]
    [InlineData("22:00", "05:00", "21:59", false)]
    [InlineData("22:00", "05:00", "22:00", true)]
    [InlineData("22:00", "05:00", "00:00", true)]
    [InlineData("22:00", "05:00", "05:00", false)]
    [InlineData("03:00", "03:00", "02:00", true)]
    public void Contains_TimeOfDay_CountsTheFirstMinuteAndNotTheLast(string from, string to, string time, bool expected)
    {
        var window = new DailyWindow(Minute(from), Minute(to));

        Assert.Equal(expected, window.Contains(TimeSpan.Parse(time)));
        Assert.Equal($"{from}-{to}", window.ToString());
    }

    private static int Minute(string time) => (int)TimeSpan.Parse(time).TotalMinutes;
}
