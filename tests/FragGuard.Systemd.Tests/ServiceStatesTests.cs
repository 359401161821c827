using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd.Tests;

public sealed class ServiceStatesTests
{
    [Fact]
    public void States_Fixed_AreTheManagersOwnWords()
    {
        Assert.Equal("WATCHDOG=1", ServiceStates.Watchdog.ToString());
    }

    [Theory]
    [InlineData("all 3 zones healthy", "STATUS=all 3 zones healthy")]
    [InlineData("", "STATUS=")]
    [InlineData("a\nREADY=1", @"STATUS=a\nREADY=1")]
    [InlineData("a\r\nb\0c\x1b[31md", @"STATUS=a\x0d\nb\x00c\x1b[31md")]
    [InlineData("a\u2028b\u0085c", @"STATUS=a\u2028b\x85c")]
    public void Status_Text_IsOneAssignment(string text, string expected) =>
        Assert.Equal(expected, ServiceStates.Status(text).ToString());

    [Fact]
    public void Status_AnyText_IsOneLineWithinTheLimit() => Prop.ForAll<string>(static text =>
    {
        var sent = ServiceStates.Status((text ?? "") + string.Concat(Enumerable.Repeat(text, 200))).ToString();
        return sent.StartsWith("STATUS=", StringComparison.Ordinal)
            && !sent.Contains('\n')
            && Encoding.UTF8.GetByteCount(sent) <= "STATUS=".Length + ServiceStates.MaxStatusBytes;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Status_TooLong_IsCutBetweenCharacters()
    {
        // 3 bytes each: 340 of them are 1020 bytes, and the ellipsis takes 3.
        var text = new string('€', 500);

        var sent = ServiceStates.Status(text).ToString();

        Assert.Equal("STATUS=" + new string('€', 340) + "…", sent);
    }

    [Fact]
    public void Reloading_Now_CarriesTheMonotonicClockInMicroseconds()
    {
        // The first number in /proc/uptime is the boot clock: never behind the monotonic one.
        var first = ReadMonotonicUsec(ServiceStates.Reloading());
        var second = ReadMonotonicUsec(ServiceStates.Reloading());
        var uptime = File.ReadAllText("/proc/uptime").Split(' ')[0];

        Assert.InRange(second, first, (long)((double.Parse(uptime, CultureInfo.InvariantCulture) + 1) * 1e6));
    }

    [Fact]
    public void Reloading_GivenTime_IsOneDatagramOfTwoAssignments() =>
        Assert.Equal("RELOADING=1\nMONOTONIC_USEC=1234567", ServiceStates.Reloading(1_234_567).ToString());

    [Theory]
    [InlineData(10_000_000, "EXTEND_TIMEOUT_USEC=1000000")]
    [InlineData(1, "EXTEND_TIMEOUT_USEC=1")]
    [InlineData(11, "EXTEND_TIMEOUT_USEC=2")]
    public void ExtendTimeout_Ticks_AreMicrosecondsRoundedUp(long ticks, string expected) =>
        Assert.Equal(expected, ServiceStates.ExtendTimeout(TimeSpan.FromTicks(ticks)).ToString());

    [Fact]
    public void States_ImpossibleArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ServiceStates.ExtendTimeout(TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => ServiceStates.Status(null!));
    }

    private static long ReadMonotonicUsec(ServiceState state)
    {
        const string Head = "RELOADING=1\nMONOTONIC_USEC=";
        var text = state.ToString();
        Assert.StartsWith(Head, text, StringComparison.Ordinal);
        return long.Parse(text[Head.Length..], CultureInfo.InvariantCulture);
    }
}
