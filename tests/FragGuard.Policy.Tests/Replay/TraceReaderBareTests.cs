using System.Text;

namespace FragGuard.Policy.Tests;

public sealed class TraceReaderBareTests
{
    private const string Row = "Node 0, zone   Normal  9 8 7 6 5 4 3 2 1 0 0";

    [Theory]
    [InlineData("Mon Mar  2 10:00:01 UTC 2026", "Mon Mar  2 10:05:01 UTC 2026", 300)]
    [InlineData("Mon Mar  2 11:59:01 PM UTC 2026", "Tue Mar  3 12:04:01 AM UTC 2026", 300)]
    [InlineData("=== Mon Mar  2 10:00:01 2026 ===", "=== Mon Mar  2 10:00:31 2026 ===", 30)]
    [InlineData("zzz ***Sat Feb 28 23:59:59 UTC 2026", "zzz ***Sun Mar 1 00:00:09 UTC 2026", 10)]
    [InlineData("2026-03-02T10:00:01+00:00", "2026-03-02T10:00:16+00:00", 15)]
    [InlineData("2026-03-02 10:00:01.500", "2026-03-02 10:00:02.000", 0.5)]
    [InlineData("2026/12/31 23:59:50", "2027/01/01 00:00:00", 10)]
    [InlineData("1772445601", "1772445661", 60)]
    [InlineData("23:59:50", "00:00:10", 20)]
    public void TryRead_TimesBetweenCaptures_AreUsed(string first, string second, double seconds)
    {
        var times = Times($"{first}\n{Row}\n{second}\n{Row}\n", out var reader);

        Assert.Equal([0, seconds], times);
        Assert.False(reader.LacksTimes);
    }

    [Theory]
    [InlineData("10:00:01 ", "10:05:01 ")]
    [InlineData("2026-03-02T10:00:01Z host1 ", "2026-03-02T10:05:01Z host1 ")]
    [InlineData("[2026-03-02 10:00:01] ", "[2026-03-02 10:05:01] ")]
    public void TryRead_RowsWithATimeBefore_AreRead(string first, string second)
    {
        var times = Times($"{first}{Row}\n{second}{Row}\n", out var reader);

        Assert.Equal([0, 300], times);
        Assert.Null(reader.Error);
    }

    [Fact]
    public void TryRead_NoTimes_SaysSo()
    {
        var times = Times($"{Row}\n{Row}\n{Row}\n", out var reader);

        Assert.Equal([0, 15, 30], times);
        Assert.True(reader.LacksTimes);
    }

    [Fact]
    public void TryRead_TimesThatGoBack_AreRefused()
    {
        _ = Times($"2026-03-02 10:00:01\n{Row}\n2026-03-02 09:00:01\n{Row}\n", out var reader);

        Assert.Contains("backwards", reader.Error!.Value.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# MEMORY FRAGMENTATION SUMMARY\n#Node Zone 1Pg 2Pgs\n0 DMA 1 2\n", "collectl")]
    [InlineData("Normal 1 2 3 4\n", "no row reads")]
    [InlineData("nothing\n", "nor a row")]
    public void TryRead_NoRow_NamesTheReason(string text, string words)
    {
        Assert.Empty(Times(text, out var reader));
        Assert.Contains(words, reader.Error!.Value.ToString(), StringComparison.Ordinal);
    }

    private static double[] Times(string text, out TraceReader reader)
    {
        reader = new TraceReader(Encoding.UTF8.GetBytes(text), TimeSpan.FromSeconds(15));
        var times = new List<double>();
        while (reader.TryRead())
        {
            var section = Assert.Single(reader.Sections);
            Assert.Contains(Row, Encoding.UTF8.GetString(section.Text.Span), StringComparison.Ordinal);
            times.Add(Math.Round(reader.At.TotalSeconds, 3));
        }

        return [.. times];
    }
}
