using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class PressureTests
{
    private const string Both = """
        some avg10=1.20 avg60=0.49 avg300=0.10 total=18446744073709551615
        full avg10=100.00 avg60=2.05 avg300=0.00 total=7

        """;

    [Fact]
    public void TryParse_TwoLines_GivesHundredthsOfPercentAndMicroseconds()
    {
        Assert.True(Parse(Both, out var pressure));

        Assert.Equal(new PressureLine(120, 49, 10, ulong.MaxValue), pressure.Some);
        Assert.Equal(new PressureLine(10_000, 205, 0, 7), pressure.Full);
    }

    [Fact]
    public void TryParse_NoFullLine_IsUnknownNotZero()
    {
        Assert.True(Parse("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", out var pressure));
        Assert.Null(pressure.Full);
    }

    [Fact]
    public void TryParse_MoreThanAll_IsAll()
    {
        Assert.True(Parse("some avg10=100.37 avg60=99.99 avg300=0.00 total=0\n", out var pressure));
        Assert.Equal(PressureLine.MaxBasisPoints, pressure.Some.Avg10BasisPoints);
        Assert.Equal(9999, pressure.Some.Avg60BasisPoints);
    }

    [Fact]
    public void TryParse_ValueNotKnownHere_IsIgnored()
    {
        Assert.True(Parse("some avg10=0.01 avg60=0.00 new=x avg300=0.00 total=3\n", out var pressure));
        Assert.Equal(3UL, pressure.Some.TotalUs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=0.00 avg60=0.00 total=0\n")]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00\n")]
    [InlineData("some avg10=0.0 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=0.000 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=-1.00 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=.00 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=0,00 avg60=0.00 avg300=0.00 total=0\n")]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=18446744073709551616\n")]
    [InlineData("some avg10=0.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=\n")]
    public void TryParse_LineMissingOrBroken_IsFalse(string text) => Assert.False(Parse(text, out _));

    private static bool Parse(string text, out Pressure pressure) =>
        Pressure.TryParse(Encoding.ASCII.GetBytes(text), out pressure);
}
