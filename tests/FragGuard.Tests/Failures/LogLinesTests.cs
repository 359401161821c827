using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class LogLinesTests
{
    [Fact]
    public void TryRead_LastLineWithoutANewline_IsALine() =>
        Assert.Equal(["a", "", "b"], Read(Encoding.UTF8.GetBytes("a\n\nb"), pieceBytes: 1));

    [Fact]
    public void TryRead_EmptyLog_HasNoLine() => Assert.Empty(Read([], pieceBytes: 1));

    [Theory]
    [InlineData(LogLines.MaxLineBytes, false)]
    [InlineData(LogLines.MaxLineBytes + 1, true)]
    [InlineData(5 * LogLines.MaxLineBytes, true)]
    [InlineData(1_000_000, true)]
    public void TryRead_LongLine_IsCutAndCountsOnce(int bytes, bool isCut)
    {
        var log = Encoding.UTF8.GetBytes($"first\n{new string('x', bytes)}\nlast\n");

        var lines = Read(log, pieceBytes: 4096);

        Assert.Equal(3, lines.Count);
        Assert.Equal(isCut ? LogLines.MaxLineBytes : bytes, lines[1].Length);
        Assert.Equal("last", lines[2]);
    }

    [Fact]
    public void TryRead_LongLineAtTheEnd_IsCutAndCountsOnce()
    {
        var lines = Read(Encoding.UTF8.GetBytes(new string('x', 300_000)), pieceBytes: 100_000);

        Assert.Equal(LogLines.MaxLineBytes, Assert.Single(lines).Length);
    }

    [Fact]
    public void TryRead_AnyLogInAnyPieces_GivesTheLinesThatSplittingGives() =>
        Prop.ForAll<byte[], int>((log, piece) =>
        {
            // More newlines than chance brings.
            var bytes = (log ?? []).Select(value => value % 5 == 0 ? (byte)'\n' : value).ToArray();
            var expected = Encoding.Latin1.GetString(bytes).Split('\n').ToList();
            if (expected[^1].Length == 0)
            {
                expected.RemoveAt(expected.Count - 1);
            }

            return Read(bytes, 1 + Math.Abs(piece % 7)).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_MoreIsNeeded_TellsBeforeItWaits()
    {
        var log = new Queue<string>(["one\ntw", "o\n"]);
        var seen = new List<string>();
        var lines = new LogLines(
            buffer => log.TryDequeue(out var piece) ? Encoding.UTF8.GetBytes(piece, buffer) : 0,
            () => seen.Add("wait"));

        while (lines.TryRead(out var line))
        {
            seen.Add(Encoding.UTF8.GetString(line));
        }

        Assert.Equal(["wait", "one", "wait", "two", "wait"], seen);
    }

    private static List<string> Read(byte[] log, int pieceBytes)
    {
        var stream = new MemoryStream(log);
        var lines = new LogLines(buffer => stream.Read(buffer[..Math.Min(buffer.Length, pieceBytes)]));
        var read = new List<string>();
        while (lines.TryRead(out var line))
        {
            read.Add(Encoding.Latin1.GetString(line));
            Assert.Equal(read.Count, lines.Number);
        }

        return read;
    }
}
