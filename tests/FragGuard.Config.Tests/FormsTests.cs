using FragGuard.Config.Toml;
using FragGuard.Kernel;
using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Config.Tests;

public class FormsTests
{
    private static readonly Range<TimeSpan> AnyTime = new(TimeSpan.Zero, TimeSpan.FromDays(365));
    private static readonly Range<ulong> AnySize = new(0, ulong.MaxValue);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("15s", 15_000)]
    [InlineData("10m", 600_000)]
    [InlineData("2h30m", 9_000_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("0s", 0)]
    [InlineData("90m", 5_400_000)]
    [InlineData("007s", 7_000)]
    public void Duration_AsDocumented_IsRead(string text, long milliseconds)
    {
        var wrong = DurationFormat.Within(AnyTime)(text, out var read);

        Assert.Null(wrong);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("15")]
    [InlineData(" 15s")]
    [InlineData("15 s")]
    [InlineData("15S")]
    [InlineData("1s1s")]
    [InlineData("1m1h")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1_000ms")]
    [InlineData("1s ")]
    [InlineData("1w")]
    [InlineData("\u0661s")]
    [InlineData("99999999999999999999s")]
    public void Duration_InAnyOtherForm_IsRefused(string text)
    {
        Assert.NotNull(DurationFormat.Within(AnyTime)(text, out _));
    }

    [Fact]
    public void Duration_LongerThanAnything_IsOutOfRangeAndDoesNotOverflow()
    {
        var wrong = DurationFormat.Within(Limits.Interval)("999999999999d999999999999h", out _);

        Assert.Equal("is \"999999999999d999999999999h\"; expected 100ms to 1h", wrong);
    }

    [Theory]
    [InlineData("15", "15s")]
    [InlineData("30 sec", "30s")]
    [InlineData("10min", "10m")]
    [InlineData("2 Hours 30 Minutes", "2h30m")]
    [InlineData("0.5s", "500ms")]
    [InlineData("1.5h", "1h30m")]
    [InlineData("30m2h", "2h30m")]
    [InlineData("1M", "1m")]
    public void Duration_InACommonOtherForm_IsToldInOurs(string text, string meant)
    {
        var wrong = DurationFormat.Within(AnyTime)(text, out _);

        Assert.EndsWith($"did you mean \"{meant}\"?", wrong, StringComparison.Ordinal);
        Assert.True(DurationFormat.TryParse(meant, out _));
    }

    [Fact]
    public void Duration_AnyNumberOfMilliseconds_IsReadAsItWasWritten()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);

            return DurationFormat.TryParse(DurationFormat.Write(duration), out var read) && read == duration;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0B", 0UL)]
    [InlineData("512B", 512UL)]
    [InlineData("64KiB", 65_536UL)]
    [InlineData("16MiB", 16_777_216UL)]
    [InlineData("2GiB", 2_147_483_648UL)]
    [InlineData("1TiB", 1_099_511_627_776UL)]
    public void Size_AsDocumented_IsRead(string text, ulong bytes)
    {
        var wrong = SizeFormat.Within(AnySize)(text, out var read);

        Assert.Null(wrong);
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("64K", "64KiB")]
    [InlineData("64k", "64KiB")]
    [InlineData("64KB", "64KiB")]
    [InlineData("64 kib", "64KiB")]
    [InlineData("1.5GiB", "1536MiB")]
    [InlineData("0.5M", "512KiB")]
    [InlineData("65536", "64KiB")]
    [InlineData("1000 bytes", "1000B")]
    public void Size_InACommonOtherForm_IsToldInOurs(string text, string meant)
    {
        var wrong = SizeFormat.Within(AnySize)(text, out _);

        Assert.Equal($"is \"{text}\"; did you mean \"{meant}\"?", wrong);
        Assert.True(SizeFormat.TryParse(meant, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1KiB")]
    [InlineData("1KiB1B")]
    [InlineData("1 KiB ")]
    [InlineData("1EiB")]
    [InlineData("1.2.3MiB")]
    public void Size_InAnyOtherForm_IsRefused(string text)
    {
        Assert.NotNull(SizeFormat.Within(AnySize)(text, out _));
    }

    [Fact]
    public void Size_LargerThanAnything_IsOutOfRangeAndDoesNotOverflow()
    {
        var wrong = SizeFormat.Within(Limits.Memory)("9999999999999999PiB", out _);

        Assert.Equal("is \"9999999999999999PiB\"; expected 0B to 1PiB", wrong);
    }

    [Theory]
    [InlineData(4L, OrderUnit.Order, 4UL)]
    [InlineData("64KiB", OrderUnit.Bytes, 65_536UL)]
    [InlineData("2MiB", OrderUnit.Bytes, 2_097_152UL)]
    [InlineData("thp", OrderUnit.Thp, 0UL)]
    public void Order_AsDocumented_IsRead(object value, OrderUnit unit, ulong number)
    {
        var wrong = OrderFormat.Read(value, out var read);

        Assert.Null(wrong);
        Assert.Equal(new OrderSetting(unit, number), read);
    }

    [Fact]
    public void Order_OfAnySizeThatIsTaken_IsOneThatARowCanHave()
    {
        var largest = new OrderSetting(OrderUnit.Bytes, Limits.BlockBytes.Max)
            .On(new MachineFacts { PageBytes = 4096 });

        Assert.Equal(Order.Max, largest);
    }

    [Theory]
    [InlineData("0.5%", 5_000UL)]
    [InlineData("100%", 1_000_000UL)]
    [InlineData("0.0001%", 1UL)]
    [InlineData("2%", 20_000UL)]
    public void Amount_AsAShare_IsReadInPartsPerMillion(string text, ulong parts)
    {
        var wrong = AmountFormat.Read(text, out var read);

        Assert.Null(wrong);
        Assert.Equal(new Amount(AmountUnit.PartsPerMillion, parts), read);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("-1%")]
    [InlineData("1e2%")]
    [InlineData(" 1%")]
    [InlineData("0.00005%")]
    [InlineData("100.0001%")]
    public void Amount_AsAShareThatIsNone_IsRefused(string text)
    {
        Assert.NotNull(AmountFormat.Read(text, out _));
    }

    [Theory]
    [InlineData("22:00-05:00", 1320, 300)]
    [InlineData("00:00-00:01", 0, 1)]
    [InlineData("22:00-24:00", 1320, 0)]
    [InlineData("01:30-05:45", 90, 345)]
    public void Window_AsDocumented_IsRead(string text, int from, int to)
    {
        var wrong = WindowFormat.Read(text, out var read);

        Assert.Null(wrong);
        Assert.Equal(new DailyWindow(from, to), read);
    }

    [Theory]
    [InlineData("24:00-01:00")]
    [InlineData("22:60-23:00")]
    [InlineData("22:00")]
    [InlineData("22:00-")]
    [InlineData("22:00-05:00-06:00")]
    [InlineData("+1:00-05:00")]
    [InlineData("00:00-24:00")]
    [InlineData("\u0662\u0662:00-05:00")]
    public void Window_InAnyOtherForm_IsRefused(string text)
    {
        Assert.NotNull(WindowFormat.Read(text, out _));
    }

    [Theory]
    [InlineData("22-5")]
    [InlineData("22:00 \u2013 5:00")]
    [InlineData("22:00 to 05:00")]
    public void Window_InACommonOtherForm_IsToldInOurs(string text)
    {
        Assert.EndsWith("did you mean \"22:00-05:00\"?", WindowFormat.Read(text, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.95, 950)]
    [InlineData(0.001, 1)]
    [InlineData(0.999, 999)]
    [InlineData(0.1, 100)]
    [InlineData(0.29, 290)]
    public void Permille_OfAFraction_IsExact(double fraction, int permille)
    {
        var wrong = FractionFormat.Permille(fraction, out var read);

        Assert.Null(wrong);
        Assert.Equal(permille, read);
    }

    [Fact]
    public void BasisPoints_OfEveryHundredth_AreExact()
    {
        for (var hundredths = 0; hundredths <= 100_00; hundredths++)
        {
            var text = FractionFormat.WriteBasisPoints(hundredths);
            var document = TomlReader.Read(System.Text.Encoding.UTF8.GetBytes($"x = {text}"), out _);

            Assert.Null(FractionFormat.BasisPoints(document["x"].Value, out var read));
            Assert.Equal(hundredths, read);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    [InlineData(-0.5)]
    [InlineData(100.01)]
    [InlineData(double.Epsilon)]
    public void BasisPoints_OfWhatIsNoPercentage_AreRefused(double value)
    {
        Assert.NotNull(FractionFormat.BasisPoints(value, out _));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("/a/./b")]
    [InlineData("/a/../b")]
    [InlineData("//a")]
    [InlineData("/a/")]
    [InlineData("/")]
    [InlineData("/a\nb")]
    [InlineData("")]
    public void Path_ThatLeadsElsewhereThanItSeems_IsRefused(string path)
    {
        Assert.NotNull(PathFormat.Read(path, out _));
    }

    [Fact]
    public void Forms_OfAnyTomlType_NeverThrow()
    {
        var document = TomlReader.Read(
            """
            a = ["", "x", 0, -1, 9223372036854775807, -9223372036854775808, 0.0, nan, 1e18, true, 01:02, {}, [], ["x"]]
            [[tables]]
            """u8,
            out var errors);
        Assert.Empty(errors);
        var values = (TomlArray)document["a"].Value;
        foreach (var value in values.Append(document["tables"]).Select(item => item.Value))
        {
            Assert.NotNull(DurationFormat.Within(AnyTime)(value, out _));
            Assert.NotNull(SizeFormat.Within(AnySize)(value, out _));
            Assert.NotNull(WindowFormat.Read(value, out _));
            Assert.NotNull(PathFormat.Read(value, out _));
            Assert.NotNull(new WordFormat(["pagecache", "slab", "all"]).Read(value, out _));
            _ = ValueFormat.Boolean(value, out _);
            _ = ValueFormat.Integer(Limits.PerDay)(value, out _);
            _ = OrderFormat.Read(value, out _);
            _ = AmountFormat.Read(value, out _);
            _ = FractionFormat.Permille(value, out _);
            _ = FractionFormat.BasisPoints(value, out _);
        }
    }
}
