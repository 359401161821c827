namespace FragGuard.Toml.Tests;

public sealed class TomlDateTimeTests
{
    private static readonly TomlDateTime Day = TomlDateTime.LocalDate(2024, 2, 29);
    private static readonly TomlDateTime Noon = TomlDateTime.LocalTime(12, 30, 15, 500_000_000);

    [Fact]
    public void InOffset_DayAtTime_HasAllParts()
    {
        var value = Day.At(Noon).InOffset(-90);

        Assert.Equal((2024, 2, 29), (value.Year, value.Month, value.Day));
        Assert.Equal((12, 30, 15, 500_000_000), (value.Hour, value.Minute, value.Second, value.Nanosecond));
        Assert.Equal(-90, value.OffsetMinutes);
        Assert.Equal("2024-02-29T12:30:15.5-01:30", value.ToString());
    }

    [Fact]
    public void Equals_SameInstantInOtherOffset_IsFalse()
    {
        var utc = Day.At(TomlDateTime.LocalTime(7, 0)).InOffset(0);
        var berlin = Day.At(TomlDateTime.LocalTime(8, 0)).InOffset(60);

        Assert.NotEqual(utc, berlin);
        Assert.Equal(utc, Day.At(TomlDateTime.LocalTime(7, 0, 0)).InOffset(0));
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(10000, 1, 1)]
    [InlineData(2023, 0, 1)]
    [InlineData(2023, 13, 1)]
    [InlineData(2023, 2, 29)]
    [InlineData(2023, 1, 0)]
    public void LocalDate_NoSuchDay_Throws(int year, int month, int day)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TomlDateTime.LocalDate(year, month, day));
    }

    [Theory]
    [InlineData(24, 0, 0, 0)]
    [InlineData(0, 60, 0, 0)]
    [InlineData(0, 0, 61, 0)]
    [InlineData(0, 0, 0, 1_000_000_000)]
    [InlineData(-1, 0, 0, 0)]
    public void LocalTime_NoSuchTime_Throws(int hour, int minute, int second, int nanosecond)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TomlDateTime.LocalTime(hour, minute, second, nanosecond));
    }

    [Fact]
    public void At_WrongKinds_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Noon.At(Noon));
        Assert.Throws<ArgumentException>(() => Day.At(Day));
    }

    [Fact]
    public void InOffset_WrongKindOrAWholeDay_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Day.InOffset(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Day.At(Noon).InOffset(1440));
    }
}
