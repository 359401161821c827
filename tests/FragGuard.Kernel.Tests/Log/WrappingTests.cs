using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>One header in every wrapping that people paste or collectors add. "@" stands for the message, "%" for the
/// message as a JSON string.</summary>
public sealed class WrappingTests
{
    private const string Message = "java: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP),"
        + " nodemask=(null),cpuset=/,mems_allowed=0";

    public static TheoryData<string> Plain =>
    [
        "@", "[  600.000001] @", "[  600.000001][ T1234] @", "[  600.000001] [T1234] @", "<4>[  600.000001] @",
        "kern  :warn  : [  600.000001] @", "[Thu Nov 26 10:00:00 2026] @", "[jeu. nov. 26 10:00:00 2026] @",
        "[Do Nov 26 10:00:00 2026] @", "[\u56db 11\u6708 26 10:00:00 2026] @",
            "[\u0427\u0442 \u043d\u043e\u044f 26 10:00:00 2026] @",
        "[Nov26 10:00] @", "[  +0.000123] @", "2026-11-26T10:00:00,123456+00:00 @", "4,812,600000001,-;@",
        "4,812,600000001,-,caller=T12;@", "Nov 26 10:00:00 n1 kernel: @", "Nov 26 10:00:00 n1 kernel: [  600.000001] @",
        "nov. 26 10:00:00 n1 kernel: @", "26. Nov 10:00:00 n1 kernel: @", "11\u6708 26 10:00:00 n1 kernel: @",
        "Nov 26 2026 10:00:00 n1 kernel: @", "2026 Nov 26 10:00:00 n1 kernel: @",
            "Do 2026-11-26 10:00:00 CET n1 kernel: @",
        "2026-11-26T10:00:00+0000 n1 kernel: @", "2026-11-26T10:00:00.123456+01:00 n1 kernel: [  600.000001] @",
        "Thu 2026-11-26 10:00:00 UTC n1 kernel: @", "1795664258.123456 n1 kernel: @", "[  600.000001] n1 kernel: @",
        "<4>Nov 26 10:00:00 n1 kernel: @", "<4>1 2026-11-26T10:00:00.123Z n1 kernel - - - @",
        "<4>1 2026-11-26T10:00:00.123Z n1 kernel - - - \ufeff@",
        "Thu Nov 26 10:00:00 2026 kern.warn kernel: [  600.000001] @",
            "Nov 26 10:00:00 n1 kern.warn kernel: [  600.000001] @",
        "10:00:00 @", "kernel: @", "kernel: [  600.000001] @",

        // Quoting, markup, indentation.
        "> [  600.000001] @", ">> [  600.000001] @", "> > [  600.000001] @", "> @", "    [  600.000001] @",
            "\t[  600.000001] @",
        "\t\t@", "| [  600.000001] @", "| Nov 26 10:00:00 n1 kernel: @ |", "* [  600.000001] @", "- [  600.000001] @",
        "+[  600.000001] @", "-[  600.000001] @", "- @", "`[  600.000001] @`", "\"[  600.000001] @\"",
            "'[  600.000001] @'",
        "\u201c[  600.000001] @\u201d", "# [  600.000001] @", "$ [  600.000001] @", "<pre>[  600.000001] @</pre>",
        "<code>[  600.000001] @</code><br/>", "<p><span class=\"x\">[  600.000001] @</span></p>", "<li>@</li>",
        "&lt;4&gt;[  600.000001] @", "&nbsp;&nbsp;[  600.000001] @", "\u00a0\u00a0[  600.000001]\u00a0@",
            "{noformat}[  600.000001] @",
        "{code:java}[  600.000001] @", "[code][  600.000001] @[/code]", "\ufeff[  600.000001] @", "[  600.000001] @\r",
        "\0\0[  600.000001] @", "\\[  600.000001\\] @", "<bob> [  600.000001] @",

        // Colours.
        "\e[32m[  600.000001] \e[0m\e[33m@\e[0m", "\e[0;1;31m[  600.000001] @\e[0m", "\e[K\e[1m@\e[0m",
        "\\x1b[32m[  600.000001] \\x1b[0m@", "\\u001b[32m[  600.000001] \\u001b[0m@", "#033[32m[  600.000001] #033[0m@",
        "^[[32m[  600.000001] ^[[0m@", "\e]8;;http://x\a[  600.000001] \e]8;;\a@",
            "\e_bk;t=1795664258123\a[  600.000001] @",

        // grep and line numbers.
        "dmesg.txt:[  600.000001] @", "dmesg.txt:812:[  600.000001] @", "812:[  600.000001] @", "812-[  600.000001] @",
        "var/log/messages:812:Nov 26 10:00:00 n1 kernel: @", "/var/log/kern.log-812-Nov 26 10:00:00 n1 kernel: @",
        "messages:Nov 26 10:00:00 n1 kernel: @", "./a-b/dmesg:@", "C:\\logs\\dmesg.txt:12:[  600.000001] @",
        "\e[35mdmesg.txt\e[0m\e[36m:\e[0m\e[32m812\e[0m\e[36m:\e[0m[  600.000001] @", "   812\t[  600.000001] @",
        "   812  [  600.000001] @", "812 [  600.000001] @", "812\t@", "| 812 | [  600.000001] @ |",
            "12: 34: [  600.000001] @",

        // Collectors and build systems.
        "2026-11-26T10:00:00.123456789Z stdout F [  600.000001] @", "2026-11-26T10:00:00.123456789Z stderr F @",
        "2026-11-26T10:00:00.1234567Z [  600.000001] @", "2026-11-26T10:00:00.1234567Z @", "2026-11-26T10:00:00Z @",
        "[2026-11-26T10:00:00.123Z] [  600.000001] @", "[10:00:00]W: [Step 1/2] [  600.000001] @",
        "2026-11-26T10:00:00.123456Z 01O [  600.000001] @", "00:01:23.456 [  600.000001] @",
            "[00:01:23] [  600.000001] @",
        "2026/11/26 10:00:00 [  600.000001] @", "[12.345678 0.000123] [  600.000001] @",
            "Nov 26 10:00:00 [  600.000001] @",
        "n1-1  | [  600.000001] @", "n1-1  | @", "[pod/npd-x/npd] [  600.000001] @", "[pod/npd-x/npd] @",
        "2026-11-26T10:00:00.123000+00:00 kern/n1 [  600.000001] @", "data: {\"message\":\"%\"}",
            "ttyS0: [  600.000001] @",
        "2026-11-26T10:00:00Z {job=\"kernel\", transport=\"kernel\"} [  600.000001] @",
            "2026-11-26T10:00:00Z {job=\"x\"} @",
        "10.0.0.1 Nov 26 10:00:00 n1 kernel: @", "\"2026-11-26 10:00:00.000\",\"[  600.000001] @\"",
        "2026-11-26 10:00:00,n1,\"@\"", "2026-11-26T10:00:00\tn1\tkernel: @",

        // Android.
        "[  600.000001s][pid:1,cpu5,name]@", "[  600.000001]  (0)[1234:java]@", "[  600.000001]-(0)[1234:java]@",
        "[  600.000001] [2:     java: 1234] @", "[  600.000001] c0 1234 @", "[  600.000001] c0   1234 (java) @",
        "c0 [  600.000001] @", "[  600.000001][T1234@@C0] @", "<4>[  600.000001]  (CPU:0-pid:1234:java) @",
        "11-26 10:00:00.123     0     0 W java    : "
            + "page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)",
        "11-26 10:00:00.123     0     0 W kernel  : [  600.000001] @",
        "W/java    (    0): page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)",
        "11-26 10:00:00.123 W/java    (    0): page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)",
        "11-26 10:00:00.123 W/kernel  (    0): [  600.000001] @",

        // Records.
        "{\"log\":\"[  600.000001] %\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-26T10:00:00Z\"}",
        "{\"log\":\"<4>[  600.000001] %\\n\",\"stream\":\"stderr\"}",
        "{\"MESSAGE\":\"%\",\"_TRANSPORT\":\"kernel\"}", "{ \"_TRANSPORT\" : \"kernel\", \"MESSAGE\" : \"%\" }",
        "\u001e{\"MESSAGE\":\"%\",\"_TRANSPORT\":\"kernel\"}",
        "{\"streams\":[{\"stream\":{\"job\":\"x\"},\"values\":[[\"1795664258123456000\",\"[  600.000001] %\"]]}]}",
        "[0] kmsg.0: [[1795664258.123456789, {}], {\"priority\"=>4, \"sequence\"=>12, \"msg\"=>\"%\"}]",
        "{\"date\":1795664258.1,\"priority\":4,\"sequence\":12,\"sec\":600,\"usec\":1,\"msg\":\"%\"}",
        "2026-11-26 10:00:00.000000000 +0000 kernel.tail: {\"message\":\"Nov 26 10:00:00 n1 kernel: %\"}",
        "{\"timestamp\":1795664258123,\"message\":\"[  600.000001] %\",\"ingestionTime\":1}",
        "{\"_source\":{\"message\":\"[  600.000001] %\",\"host\":{\"name\":\"n1\"}}}",
        "{\"version\":\"1.1\",\"host\":\"n1\",\"short_message\":\"%\",\"facility\":\"kern\"}",
        "{\"log\":\"{\\\"MESSAGE\\\":\\\"%\\\",\\\"_TRANSPORT\\\":\\\"kernel\\\"}\"}",
        "{'MESSAGE': '@', '_TRANSPORT': 'kernel'}", "        \"[  600.000001] %\",",
        "{\"body\":{\"stringValue\":\"[  600.000001] %\"}}",
            "Nov 26 10:00:00 n1 kernel: message repeated 1 times: [ @]",
        "Nov 26 10:00:00 n1 kernel: first line#012 second line#012@",
    ];

    public static TheoryData<string> Programs =>
    [
        "Nov 26 10:00:00 n1 app[812]: @", "Nov 26 10:00:00 n1 logger: [  600.000001] @",
            "Nov 26 10:00:00 n1 logger: kernel: @",
        "dmesg.txt:812:Nov 26 10:00:00 n1 app[812]: @", "> Nov 26 10:00:00 n1 app[812]: [  600.000001] @",
        "<12>[  600.000001] @", "12,812,600000001,-;@", "user  :notice: [  600.000001] @",
            "daemon:err   : [  600.000001] @",
        "{\"MESSAGE\":\"%\",\"_TRANSPORT\":\"stdout\"}",
            "{\"_TRANSPORT\":\"syslog\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"%\"}",
        "{\"MESSAGE\":\"[  600.000001] %\",\"_TRANSPORT\":\"journal\"}", "{\"msg\":\"%\",\"programname\":\"myapp\"}",
        "2026-11-26T10:00:00Z n1 app[812]: @", "2026-11-26T10:00:00Z n1 app: @",
            "\e[1mNov 26 10:00:00 n1 app[812]:\e[0m @",
        "11-26 10:00:00.123  1000  1234 W java    : page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL)",
        "{\"log\":\"Nov 26 10:00:00 n1 app[812]: %\\n\",\"stream\":\"stdout\"}",
        "Nov 26 10:00:00 n1 app[812]: message repeated 3 times: [ @]", "<14>1 2026-11-26T10:00:00Z n1 kernel - - - @",
        "2026-11-26 10:00:00,123 INFO myapp: @",
    ];

    [Theory]
    [MemberData(nameof(Plain))]
    public void Scan_WrappedHeader_IsOneFailureOfItsTask(string wrapping)
    {
        var failures = Scans.Failures(Wrap(wrapping));

        var only = Assert.Single(failures);
        Assert.Equal(("java", 4, FailureKind.PageAllocationFailure), (only.Comm, only.Order, only.Failure.Kind));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Scan_LineOfAProgram_IsRefusedAndCounted(string wrapping)
    {
        var found = Scans.Of(Encoding.UTF8.GetBytes(Wrap(wrapping)), out var scanner);

        Assert.Empty(found);
        Assert.Equal(1, scanner.RefusedOfPrograms + scanner.RefusedUnknown);
        Assert.Equal(1, scanner.FirstRefusedLine);
    }

    [Theory]
    [InlineData("kworker/u8:2-events: page allocation failure: order:4, mode:0xcc0", "kworker/u8:2-events")]
    [InlineData("kworker/0:1: page allocation failure: order:4, mode:0xcc0", "kworker/0:1")]
    [InlineData("runc:[1:CHILD]: page allocation failure: order:4, mode:0xcc0", "runc:[1:CHILD]")]
    [InlineData("irq/9-nic: page allocation failure: order:4, mode:0xcc0", "irq/9-nic")]
    [InlineData("-bash: page allocation failure: order:4, mode:0xcc0", "-bash")]
    [InlineData("(sd-pam): page allocation failure: order:4, mode:0xcc0", "(sd-pam)")]
    [InlineData("[kthreadd]: page allocation failure: order:4, mode:0xcc0", "[kthreadd]")]
    [InlineData("[   17.470894] [ 1.5] x: page allocation failure: order:1, mode:0x20", "[ 1.5] x")]
    [InlineData("[   17.470894]  lead: page allocation failure: order:1, mode:0x20", " lead")]
    [InlineData(
        "dmesg:12:[  600.000001] kworker/u8:2-events: page allocation failure: order:4, mode:0xcc0",
        "kworker/u8:2-events")]
    public void Scan_OddName_StaysAName(string line, string comm) =>
        Assert.Equal(comm, Assert.Single(Scans.Failures(line)).Comm);

    [Theory]
    [InlineData("__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE=@\n\n__CURSOR=s=2\n_TRANSPORT=stdout\nMESSAGE=@\n")]
    [InlineData("__CURSOR=s=1\nMESSAGE=@\n_TRANSPORT=kernel\n\n__CURSOR=s=2\nMESSAGE=@\n_TRANSPORT=stdout\n")]
    [InlineData("__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE\n\u0001\0\0\0\0\0\0\0@\n\n")]
    [InlineData("Thu 2026-11-26 10:00:00.123456 UTC [s=1;i=2]\n    _TRANSPORT=kernel\n    PRIORITY=4\n    MESSAGE=@\n")]
    [InlineData(
        "{\n\t\"_TRANSPORT\" : \"kernel\",\n\t\"MESSAGE\" : \"%\"\n}\n"
            + "{\n\t\"MESSAGE\" : \"%\",\n\t\"_TRANSPORT\" : \"stdout\"\n}\n")]
    [InlineData(
        "{\n  \"events\": [\n    {\n      \"timestamp\": 1,\n      \"message\": \"[  600.0] %\"\n    }\n  ]\n}\n")]
    [InlineData("[{\"MESSAGE\":\"%\",\"_TRANSPORT\":\"kernel\"},{\"MESSAGE\":\"%\",\"_TRANSPORT\":\"stdout\"}]")]
    public void Scan_RecordOfManyLines_IsBelievedOnlyFromTheKernel(string wrapping) =>
        Assert.Equal("java", Assert.Single(Scans.Failures(Wrap(wrapping))).Comm);

    [Fact]
    public void Scan_BytesAsNumbers_AreAText()
    {
        var numbers = string.Join(',', Encoding.UTF8.GetBytes(Message));

        var failure = Assert.Single(Scans.Failures($"{{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[{numbers}]}}"));

        Assert.Equal("java", failure.Comm);
    }

    private static string Wrap(string wrapping) => wrapping
        .Replace("@@", "\u0002", StringComparison.Ordinal)
        .Replace("@", Message, StringComparison.Ordinal)
        .Replace("\u0002", "@", StringComparison.Ordinal)
        .Replace("%", Message, StringComparison.Ordinal);
}
