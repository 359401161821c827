using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard.Tests;

public sealed class OrderArgumentTests
{
    [Theory]
    [InlineData("0", 4096, 0)]
    [InlineData("10", 4096, 10)]
    [InlineData("64KiB", 4096, 4)]
    [InlineData("64kib", 65536, 0)]
    [InlineData("65 KiB", 4096, 5)]
    [InlineData("2M", 4096, 9)]
    [InlineData("1GiB", 65536, 14)]
    [InlineData("thp", 4096, 9)]
    [InlineData("THP", 4096, 9)]
    public void Parse_NumberSizeOrThp_IsTheOrderOnThisMachine(string text, int pageBytes, int expected)
    {
        var machine = new MachineFacts { PageBytes = pageBytes, ThpOrder = 9 };

        Assert.Equal(expected, OrderArgument.Parse(text, machine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("24")]
    [InlineData("four")]
    [InlineData("0KiB")]
    [InlineData("64KB")]
    [InlineData("99999999999999GiB")]
    [InlineData("18446744073709551616KiB")]
    public void Parse_NoOrder_IsAUsageErrorThatNamesWhatIsExpected(string text)
    {
        var fault = Assert.Throws<GuardException>(() => OrderArgument.Parse(text, new MachineFacts()));

        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains("64KiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ThpWhereTheKernelHasNone_SaysSo()
    {
        var fault = Assert.Throws<GuardException>(() => OrderArgument.Parse("thp", new MachineFacts()));

        Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
    }
}
