using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Kernel.Tests;

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
    [InlineData(0, "0.0%", "0.000")]
    [InlineData(999, "99.9%", "0.999")]
    [InlineData(1000, "100.0%", "1.000")]
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
    [InlineData(2000, "20%")]
    [InlineData(2004, "20.04%")]
    [InlineData(2540, "25.4%")]
    public void PercentOfBasisPoints_Hundredths_HaveNoMoreDecimalsThanTheyNeed(long hundredths, string expected) =>
        Assert.Equal(expected, Quantity.PercentOfBasisPoints(hundredths));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0001, "0 s")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9999, "1 s")]
    [InlineData(1.54, "1.5 s")]
    [InlineData(4, "4 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(119, "119 s")]
    [InlineData(119.8, "2 min")]
    [InlineData(150, "2.5 min")]
    [InlineData(899.99, "15 min")]
    [InlineData(7200, "2 h")]
    [InlineData(172_800, "2 d")]
    public void Time_Seconds_IsAsExactAsItMatters(double seconds, string expected) =>
        Assert.Equal(expected, Quantity.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(2, 30, "2 of 30 s")]
    [InlineData(0, 300, "0 of 5 min")]
    [InlineData(90, 300, "90 s of 5 min")]
    [InlineData(0.4, 30, "400 ms of 30 s")]
    public void Time_PassedOfAWhole_NamesTheUnitOnceIfItCan(double passed, double whole, string expected) =>
        Assert.Equal(expected, Quantity.Time(TimeSpan.FromSeconds(passed), TimeSpan.FromSeconds(whole)));

    [Theory]
    [InlineData(0, "zone", "0 zones")]
    [InlineData(1, "watch", "1 watch")]
    [InlineData(2, "watch", "2 watches")]
    public void Of_Things_HaveTheirPlural(long count, string thing, string expected)
    {
        Assert.Equal(expected, Quantity.Of(count, thing));
        Assert.Equal(expected, Quantity.Of((ulong)count, thing));
    }

    [Theory]
    [InlineData(0, "+0")]
    [InlineData(12, "+12")]
    [InlineData(-3, "-3")]
    public void Gain_Any_HasASign(long gain, string expected) => Assert.Equal(expected, Quantity.Gain(gain));
}
