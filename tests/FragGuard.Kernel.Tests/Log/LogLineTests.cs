using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class LogLineTests
{
    private const string Message =
        "Web Content: page allocation failure: order:7, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)";

    [Theory]
    [InlineData("")]
    [InlineData("[   17.470894] ")]
    [InlineData("[1188431.177410] ")]
    [InlineData("[   17.470894][    T1] ")]
    [InlineData("[   17.470894][   C12] ")]
    [InlineData("[ 3239.898444] [T1234567] ")]
    [InlineData("[Sat Nov 21 19:25:39 2026] ")]
    [InlineData("[Sat Nov  1 19:25:39 2026] ")]
    [InlineData("[Nov21 19:25] ")]
    [InlineData("[  +0.000123] ")]
    [InlineData("[   17.470894 <    0.000010>] ")]
    [InlineData("2026-11-21T19:25:39,123456+00:00 ")]
    [InlineData("kern  :warn  : [   17.470894] ")]
    [InlineData("kern  :err   : ")]
    [InlineData("<4>[   17.470894] ")]
    [InlineData("<4>[   17.470894][    T1] ")]
    [InlineData("<0>")]
    [InlineData("4,20003,641424618,-;")]
    [InlineData("4,20003,641424618,-,caller=T1;")]
    public void TryParse_DmesgPrefix_IsTakenOff(string prefix) => AssertMessage(prefix);

    [Theory]
    [InlineData("Nov 21 19:25:39 host kernel: ")]
    [InlineData("Nov  1 19:25:39 host kernel: ")]
    [InlineData("Nov 21 19:25:39.123456 host kernel: ")]
    [InlineData("2026-11-21T19:25:39+0000 host kernel: ")]
    [InlineData("2026-11-21T19:25:39+00:00 host kernel: ")]
    [InlineData("2026-11-21T19:25:39.123456+01:00 host kernel: ")]
    [InlineData("Sat 2026-11-21 19:25:39 UTC host kernel: ")]
    [InlineData("Sat 2026-11-21 19:25:39.123456 CET host kernel: ")]
    [InlineData("[   17.470894] host kernel: ")]
    [InlineData("[   17.470894 <    0.000010 >] host kernel: ")]
    [InlineData("1763753139.123456 host kernel: ")]
    public void TryParse_JournalctlPrefix_IsTakenOff(string prefix) => AssertMessage(prefix);

    [Theory]
    [InlineData("Nov 12 15:15:41 kernel: ")]
    [InlineData("Mar  1 18:54:13  kernel: ")]
    [InlineData("Nov 12 15:15:41 host kernel: [38720.000000] ")]
    [InlineData("Nov 12 15:15:41 host kernel:[38720.000000] ")]
    [InlineData("<4>Nov 12 15:15:41 host kernel: ")]
    [InlineData("<4>1 2026-11-21T19:25:39.123456Z host kernel - - - ")]
    [InlineData("<4>1 2026-11-21T19:25:39Z host kernel - - [meta id=\"1 2\"] ")]
    [InlineData("2026-11-21T19:25:39.123456+00:00 ip-10-0-0-1.example.com kernel: [38720.000000] ")]
    [InlineData("2026-11-21T19:25:39Z fe80::1 kernel: ")]
    [InlineData("2026-11-21 19:25:39,123 host kernel: ")]
    [InlineData("Nov 12 15:15:41 host kern.warn kernel: [38720.000000] ")]
    [InlineData("Mon Nov 12 15:15:41 2026 kern.warn kernel: [38720.000000] ")]
    [InlineData("15:21:22 ")]
    [InlineData("15:21:22.123 kernel: ")]
    [InlineData("kernel: ")]
    [InlineData("kernel: [   38.720000] ")]
    public void TryParse_SyslogPrefix_IsTakenOff(string prefix) => AssertMessage(prefix);

    [Theory]
    [InlineData("12,20003,641424618,-;")]
    [InlineData("30,361,5760711,-;")]
    [InlineData("<12>[   17.470894] ")]
    [InlineData("<30>Nov 12 15:15:41 host kernel: ")]
    [InlineData("<14>1 2026-11-21T19:25:39Z host kernel - - - ")]
    [InlineData("user  :notice: [   17.470894] ")]
    [InlineData("daemon:err   : [   17.470894] ")]
    [InlineData("Nov 12 15:15:41 host logger: ")]
    [InlineData("Nov 12 15:15:41 host logger[812]: ")]
    [InlineData("Nov 12 15:15:41 host user.notice kernel: ")]
    [InlineData("Nov 12 15:15:41 host logger: kernel: ")]
    [InlineData("Nov 12 15:15:41 host logger[812]: Nov 12 15:15:41 host kernel: ")]
    [InlineData("2026-11-21T19:25:39+0000 host app[1]: kernel: ")]
    [InlineData("[   17.470894] host app[812]: ")]
    [InlineData("app[812]: ")]
    [InlineData("Nov 12 15:15:41 ")]
    [InlineData("Nov 12 15:15:41 host ")]
    public void TryParse_LineOfAProgram_IsRefused(string prefix)
    {
        Assert.False(LogLine.TryParse(Encoding.UTF8.GetBytes(prefix + Message), out _));
        Assert.False(AllocationFailure.TryParseLogLine(Encoding.UTF8.GetBytes(prefix + Message), out _));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\0\0")]
    [InlineData("  ")]
    public void TryParse_LineEnd_IsTakenOff(string end)
    {
        Assert.True(LogLine.TryParse(Encoding.UTF8.GetBytes("[   17.470894] " + Message + end), out var line));
        Assert.Equal(Message, Encoding.UTF8.GetString(line.Message));
    }

    [Fact]
    public void TryParse_ZerosOfACrash_AreTakenOff()
    {
        var damaged = new string('\0', 4000) + "Nov 12 15:15:41 host kernel: " + Message;

        Assert.True(LogLine.TryParse(Encoding.UTF8.GetBytes(damaged), out var line));
        Assert.Equal(Message, Encoding.UTF8.GetString(line.Message));
    }

    [Theory]
    [InlineData("Nov 12 15:15:41 host kernel: app[12]: page allocation failure: order:1, mode:0x20", "app[12]")]
    [InlineData("x kernel: page allocation failure: order:1, mode:0x20", "x kernel")]
    [InlineData("[   17.470894] x kernel: page allocation failure: order:1, mode:0x20", "x kernel")]
    [InlineData("kernel: page allocation failure: order:1, mode:0x20", "kernel")]
    [InlineData("[   17.470894] [ 1.5] x: page allocation failure: order:1, mode:0x20", "[ 1.5] x")]
    [InlineData("[   17.470894]  lead: page allocation failure: order:1, mode:0x20", " lead")]
    public void TryParse_NameThatLooksLikeAPrefix_StaysAName(string line, string comm)
    {
        Assert.True(AllocationFailure.TryParseLogLine(Encoding.UTF8.GetBytes(line), out var failure));
        Assert.Equal(comm, failure.Comm);
    }

    [Fact]
    public void TryParse_RawRecord_IsStillEscaped()
    {
        Assert.True(LogLine.TryParse(@"4,1,2,-;a\x5cb"u8, out var line));
        Assert.True(line.IsEscaped);
        Assert.Equal(@"a\x5cb"u8, line.Message);
    }

    private static void AssertMessage(string prefix)
    {
        Assert.True(LogLine.TryParse(Encoding.UTF8.GetBytes(prefix + Message), out var line));
        Assert.Equal(Message, Encoding.UTF8.GetString(line.Message));
        Assert.True(AllocationFailure.TryParseLogLine(Encoding.UTF8.GetBytes(prefix + Message), out var failure));
        Assert.Equal("Web Content", failure.Comm);
    }
}
