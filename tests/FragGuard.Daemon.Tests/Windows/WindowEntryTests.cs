using System.Text;
using FragGuard.Host;

namespace FragGuard.Daemon.Tests;

/// <summary>The file of a window: read back as it was written, and nothing else is taken for one.</summary>
public sealed class WindowEntryTests
{
    private static readonly WindowEntry ByHand =
        new("model-load", "boot-1", TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(2800));

    private static readonly WindowEntry OfCommand =
        ByHand with { Holder = new ProcessIdentity(1234, 5678, 4026531836) };

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        Assert.Equal(ByHand, WindowEntry.Parse("model-load", ByHand.Write()));
        Assert.Equal(OfCommand, WindowEntry.Parse("model-load.1234", OfCommand.Write()));
    }

    [Theory]
    [InlineData("model-load", "")]
    [InlineData("model-load", "fragguard-window 2\nboot b\nopened_ms 1\nuntil_ms 2\nby hand\n")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nby hand")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nby hand\nmore\n")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms -1\nuntil_ms 2\nby hand\n")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 99999999999999999999\nby hand\n")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 86400002\nby hand\n")]
    [InlineData("model-load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nprocess 1 2 3\n")]
    [InlineData("model-load.7", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nby hand\n")]
    [InlineData("model-load.7", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nprocess 8 2 3\n")]
    [InlineData("model-load.7", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nprocess 7 x 3\n")]
    [InlineData("model load", "fragguard-window 1\nboot b\nopened_ms 1\nuntil_ms 2\nby hand\n")]
    public void Parse_AnythingElse_IsNull(string fileName, string content) =>
        Assert.Null(WindowEntry.Parse(fileName, Encoding.ASCII.GetBytes(content)));

    [Theory]
    [InlineData("model-load.", "not the name of a window: a process number is expected behind the dot")]
    [InlineData("model-load.0", "not the name of a window: a process number is expected behind the dot")]
    [InlineData("model-load.1.x", "not the name of a window: a process number is expected behind the dot")]
    [InlineData("model-load.1.2.3", "not the name of a window: a process number is expected behind the dot")]
    [InlineData("a b", "not the name of a window: only the letters a to z and A to Z, digits, - and _ are allowed")]
    public void ParseName_BadName_SaysWhy(string fileName, string why) =>
        Assert.Equal(why, WindowEntry.ParseName(fileName, out _, out _));

    // Each byte of a good file in turn made another one: what is still read is as good as any other file.
    [Fact]
    public void Parse_EachByteChanged_NeverThrowsAndNeverOutlastsADay()
    {
        var good = OfCommand.Write();
        for (var place = 0; place < good.Length; place++)
        {
            for (var value = 0; value < 256; value += 5)
            {
                var content = (byte[])good.Clone();
                content[place] = (byte)value;
                var read = WindowEntry.Parse("model-load.1234", content);
                Assert.True(read is null || read.Until - read.OpenedAt <= TimeSpan.FromDays(1));
            }
        }
    }
}
