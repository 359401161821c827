using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Policy.Tests;

public sealed class TraceReaderTests
{
    [Fact]
    public void TryRead_Trace_GivesTimesFilesAndRecords()
    {
        var samples = Read("""
            # fragguard-trace 1

            # a remark
            @ 1.5
            > proc/buddyinfo
            Node 0, zone Normal 1 2 3
            > /proc/zoneinfo
            # not a remark: text of the file
              pages free 5
            ! 4,1,2,-;a record
            # a remark behind it
            !bare
            @ 2
            ! later
            """, out var error);

        Assert.Null(error);
        Assert.Equal(
            [
                "1.5: proc/buddyinfo=[Node 0, zone Normal 1 2 3\n]"
                    + " proc/zoneinfo=[# not a remark: text of the file\n  pages free 5\n] !4,1,2,-;a record !bare",
                "2: !later",
            ],
            samples);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n\n", 0)]
    [InlineData("hello\nworld\n", 0)]
    [InlineData("@ 1\n> proc/buddyinfo\n", 1)]
    [InlineData("\n\n> proc/buddyinfo\n", 3)]
    [InlineData("# fragguard-trace 2\n@ 1\n", 1)]
    [InlineData("# fragguard-trace 1 beta\n@ 1\n", 1)]
    [InlineData("# fragguard-trace 1\nNode 0, zone Normal 1\n", 2)]
    [InlineData("# fragguard-trace 1\n> proc/buddyinfo\n", 2)]
    [InlineData("# fragguard-trace 1\n! record\n", 2)]
    [InlineData("# fragguard-trace 1\n@\n", 2)]
    [InlineData("# fragguard-trace 1\n@ -1\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 1s\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 1 2\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 1e5\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 999999999999\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 99999999999999999999999999999999999999\n", 2)]
    [InlineData("# fragguard-trace 1\n@ 5\n@ 4.9\n", 3)]
    [InlineData("# fragguard-trace 1\n@ 5\ntext\n", 3)]
    [InlineData("# fragguard-trace 1\n@ 5\n! record\ntext\n", 4)]
    [InlineData("# fragguard-trace 1\n@ 5\n>\ntext\n", 3)]
    [InlineData("# fragguard-trace 1\n@ 5\n> a\n> /a\n", 4)]
    public void TryRead_BrokenTrace_SaysInWhichLine(string trace, int line)
    {
        Read(trace, out var error);

        Assert.Equal(line, error?.Line);
        Assert.NotEmpty(error!.Value.Message);
    }

    [Fact]
    public void TryRead_ErrorInTheMiddle_GivesTheSamplesBeforeIt()
    {
        var samples = Read("# fragguard-trace 1\n@ 1\n> a\nx\n@ 2\nlost\n@ 3\n", out var error);

        Assert.Equal(["1: a=[x\n]"], samples);
        Assert.Equal("6: text that belongs to no file: '> path' is missing before it", error.ToString());
    }

    [Fact]
    public void TryRead_WindowsLineEndsAndByteOrderMark_AreUnderstood()
    {
        var samples = Read("\uFEFF# fragguard-trace 1\r\n@ 1\r\n> proc/buddyinfo\r\nNode 0\r\n! x\r\n", out var error);

        Assert.Null(error);
        Assert.Equal(["1: proc/buddyinfo=[Node 0\r\n] !x"], samples);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 1_200_000_000)]
    [InlineData("120.5", 1_205_000_000)]
    [InlineData("0.0000001", 1)]
    [InlineData("0.00000019", 1)]
    [InlineData("1700000000.123456789", 17_000_000_001_234_567)]
    public void TryRead_Seconds_KeepTheirDecimals(string seconds, long ticks)
    {
        var reader = new TraceReader(Encoding.UTF8.GetBytes($"# fragguard-trace 1\n@ {seconds}\n"), TimeSpan.Zero);

        Assert.True(reader.TryRead());
        Assert.Equal(ticks, reader.At.Ticks);
    }

    [Fact]
    public void TryRead_BareCaptures_BeginsASampleWhenAZoneComesAgain()
    {
        var samples = Read("""
            # taken by hand
            Node 0, zone DMA 1
            Node 0, zone Normal 1
            Node 0, zone Normal 2
            Node 1, zone Normal 2
            date
            Node 1, zone Normal 3
            """, out var error);

        Assert.Null(error);
        Assert.Equal(
            [
                "0: proc/buddyinfo=[# taken by hand\nNode 0, zone DMA 1\nNode 0, zone Normal 1\n]",
                "15: proc/buddyinfo=[Node 0, zone Normal 2\nNode 1, zone Normal 2\ndate\n]",
                "30: proc/buddyinfo=[Node 1, zone Normal 3]",
            ],
            samples);
    }

    [Fact]
    public void TryRead_TooManyFilesInASample_IsRefused()
    {
        var trace = new StringBuilder("# fragguard-trace 1\n@ 1\n");
        for (var i = 0; i < 300; i++)
        {
            trace.Append("> proc/").Append(i).Append('\n');
        }

        Read(trace.ToString(), out var error);

        Assert.Equal(2 + 257, error?.Line);
    }

    [Fact]
    public void TryRead_AnyBytes_EndsWithoutThrowing()
    {
        var pieces = Gen.Elements(
            "# fragguard-trace 1",
            "@ 1",
            "@ 2",
            "@",
            "> proc/buddyinfo",
            ">",
            "! x",
            "!",
            "Node 0, zone Normal 1 2 3",
            "\n",
            "\n",
            "\n",
            "\r",
            "\0",
            " ",
            "@ 9.9.9",
            "\u00ff");

        Prop.ForAll(pieces.ListOf(60).ToArbitrary(), list =>
        {
            var text = Encoding.Latin1.GetBytes(string.Concat(list));
            var reader = new TraceReader(text, TimeSpan.FromSeconds(1));
            var last = TimeSpan.Zero;
            while (reader.TryRead())
            {
                Assert.True(reader.At >= last && reader.Samples <= list.Count);
                last = reader.At;
            }

            Assert.False(reader.TryRead());
        }).QuickCheckThrowOnFailure();
    }

    private static List<string> Read(string trace, out TraceError? error)
    {
        var reader = new TraceReader(Encoding.UTF8.GetBytes(trace), TimeSpan.FromSeconds(15));
        var samples = new List<string>();
        while (reader.TryRead())
        {
            var parts = reader.Sections.Select(section => $" {Text(section.Path)}=[{Text(section.Text)}]")
                .Concat(reader.Records.Select(record => $" !{Text(record)}"));
            samples.Add($"{reader.At.TotalSeconds}:{string.Concat(parts)}");
        }

        error = reader.Error;
        return samples;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
