using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class KmsgRecordTests
{
    [Fact]
    public void TryParse_RecordWithDictionary_GivesEachPart()
    {
        var record = "6,1234,5140900,-,caller=T123;pci 0000:00: enabling\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00\n"u8;

        Assert.True(KmsgRecord.TryParse(record, out var parsed));

        Assert.Equal((0, 6), (parsed.Facility, parsed.Level));
        Assert.Equal((1234UL, 5140900UL), (parsed.Sequence, parsed.TimestampUs));
        Assert.True(parsed.IsFromKernel);
        Assert.False(parsed.IsFragment);
        Assert.Equal("pci 0000:00: enabling"u8, parsed.Text);
        Assert.Equal(" SUBSYSTEM=pci\n DEVICE=+pci:0000:00\n"u8, parsed.Dictionary);
    }

    [Theory]
    [InlineData("12,1,2,-;from a user", 1, 4, false)]
    [InlineData("30,361,5760711,-;systemd[1]: hello", 3, 6, false)]
    [InlineData("191,1,2,-;local7", 23, 7, false)]
    [InlineData("0,1,2,-;emergency", 0, 0, true)]
    [InlineData("7,1,2,-;debug", 0, 7, true)]
    public void TryParse_Prefix_SplitsIntoFacilityAndLevel(string record, int facility, int level, bool fromKernel)
    {
        Assert.True(KmsgRecord.TryParse(Encoding.ASCII.GetBytes(record), out var parsed));
        Assert.Equal((facility, level, fromKernel), (parsed.Facility, parsed.Level, parsed.IsFromKernel));
    }

    [Theory]
    [InlineData("4,1,2,c;rest", true)]
    [InlineData("4,1,2,-;whole", false)]
    [InlineData("4,1,2,+;whole", false)]
    [InlineData("4,1,2,x,more=1;whole", false)]
    public void TryParse_Flags_TellAPieceFromAWhole(string record, bool fragment)
    {
        Assert.True(KmsgRecord.TryParse(Encoding.ASCII.GetBytes(record), out var parsed));
        Assert.Equal(fragment, parsed.IsFragment);
    }

    [Fact]
    public void TryParse_SemicolonInTheText_BelongsToTheText()
    {
        Assert.True(KmsgRecord.TryParse("4,1,2,-;a;b\n"u8, out var parsed));
        Assert.Equal("a;b"u8, parsed.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no record")]
    [InlineData("4,1,2;text")]
    [InlineData("4,1,2,;text")]
    [InlineData("4,1;text")]
    [InlineData("x,1,2,-;text")]
    [InlineData("-4,1,2,-;text")]
    [InlineData(" 4,1,2,-;text")]
    [InlineData("4,,2,-;text")]
    [InlineData("4,1,x,-;text")]
    [InlineData("4,18446744073709551616,2,-;text")]
    [InlineData("99999999999,1,2,-;text")]
    [InlineData(" SUBSYSTEM=pci")]
    public void TryParse_NotARecord_IsFalse(string record) =>
        Assert.False(KmsgRecord.TryParse(Encoding.ASCII.GetBytes(record), out _));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"tab\x09end", "tab\tend")]
    [InlineData(@"\x5cx41", @"\x41")]
    [InlineData(@"\xe2\x82\xac", "\xe2\x82\xac")]
    [InlineData(@"\x4", @"\x4")]
    [InlineData(@"\xzz", @"\xzz")]
    [InlineData(@"\", @"\")]
    [InlineData("", "")]
    public void Unescape_Text_BecomesTheBytesThatWereLogged(string escaped, string expected)
    {
        var buffer = new byte[escaped.Length];

        var length = KmsgRecord.Unescape(Encoding.Latin1.GetBytes(escaped), buffer);

        Assert.Equal(expected, Encoding.Latin1.GetString(buffer, 0, length));
    }

    [Fact]
    public void Unescape_BufferTooSmall_WritesWhatFits()
    {
        var buffer = new byte[2];

        Assert.Equal(2, KmsgRecord.Unescape(@"\x41\x42\x43"u8, buffer));
        Assert.Equal("AB"u8, buffer);
    }

    [Theory]
    [InlineData("x86_64-6.1.0-1numa")]
    [InlineData("x86_64-6.1.0-2numa")]
    public void TryParse_EveryRecordOfARealBoot_IsUnderstood(string machine)
    {
        var lines = Fixtures.ReadLines(machine, "kmsg");
        var last = -1L;

        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != ' '))
        {
            Assert.True(KmsgRecord.TryParse(Encoding.Latin1.GetBytes(line), out var record), line);
            Assert.True((long)record.Sequence > last, line);
            last = (long)record.Sequence;
        }

        Assert.True(last > 400);
    }
}
