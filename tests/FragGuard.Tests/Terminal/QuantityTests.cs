using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0", "0 bytes")]
    [InlineData(512, "512B", "512 bytes")]
    [InlineData(4096, "4K", "4 KiB")]
    [InlineData(5120, "5K", "5 KiB")]
    [InlineData(5632, "5.5K", "5.5 KiB")]
    [InlineData(1047552, "1023K", "1023 KiB")]
    [InlineData(1048064, "1.0M", "1.0 MiB")]
    [InlineData(10433332, "10M", "10 MiB")]
    [InlineData(1L << 40, "1T", "1 TiB")]
    public void ShortAndLong_Bytes_UseTheLargestUnitThatFits(long bytes, string shortForm, string longForm)
    {
        Assert.Equal(shortForm, Quantity.Short((UInt128)bytes));
        Assert.Equal(longForm, Quantity.Long((UInt128)bytes));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999_999, "9999999")]
    [InlineData(10_000_000, "10.0M")]
    [InlineData(999_949_999, "999.9M")]
    [InlineData(999_950_000, "1.0G")]
    [InlineData(ulong.MaxValue, "18.4E")]
    public void Count_Blocks_FitsSevenColumns(ulong count, string expected) =>
        Assert.Equal(expected, Quantity.Count(count));

    [Fact]
    public void ShortAndCount_AnyNumber_FitTheirColumns() =>
        Prop.ForAll<ulong, int>((number, shift) =>
        {
            var bytes = (UInt128)number << Math.Abs(shift % 24);
            return Quantity.Short(bytes).Length <= 5 && Quantity.Count(number).Length <= 7;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0.0 %", "0.000")]
    [InlineData(999, "99.9 %", "0.999")]
    [InlineData(1000, "100.0 %", "1.000")]
    public void PercentAndIndex_Permille_KeepEveryDigit(int permille, string percent, string index)
    {
        Assert.Equal(percent, Quantity.Percent(permille));
        Assert.Equal(index, Quantity.Index(permille));
    }

    [Theory]
    [InlineData(-1000, "-1.000")]
    [InlineData(-500, "-0.500")]
    [InlineData(-1, "-0.001")]
    public void Index_Negative_KeepsItsSign(int permille, string expected) =>
        Assert.Equal(expected, Quantity.Index(permille));

    [Theory]
    [InlineData(5, 5, "")]
    [InlineData(5, 12, "+7")]
    [InlineData(12, 5, "-7")]
    [InlineData(0, ulong.MaxValue, "+18.4E")]
    public void Change_TwoCounts_HasASign(ulong before, ulong after, string expected) =>
        Assert.Equal(expected, Quantity.Change(before, after));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(119, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7200, "2 h")]
    [InlineData(172_800, "2 d")]
    public void Time_Seconds_IsAsExactAsItMatters(int seconds, string expected) =>
        Assert.Equal(expected, Quantity.Time(TimeSpan.FromSeconds(seconds)));
}
