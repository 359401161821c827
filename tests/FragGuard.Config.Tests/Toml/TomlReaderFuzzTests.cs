using System.Text;
using FragGuard.Config.Toml;

namespace FragGuard.Config.Tests;

/// <summary>No text makes the reader throw, and every mistake that it tells is one printable line with a place in the
/// text.</summary>
public sealed class TomlReaderFuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "b.c", "watch", "'q'", "\"k\"", "[", "]", "[[", "]]", "{", "}", "=", " = ", ",", ".", "#", "\n", "\r\n",
        "\r", " ", "\t", "\"", "'", "\"\"\"", "'''", "\\", "\\q", "\\u00e9", "\\ud800", "\\U0010FFFF", "\\x4", "1",
        "-1", "04", "0x", "0xFF", "1_0", "1__0", "1.5", ".5", "1e9", "inf", "-nan", "true", "True", "1979-05-27",
        "07:32", "25:00", "\0", "\u0001", "\u007F", "\u00E9", "\u201C", "\u200B", "\uFEFF", "\U0001F600", "\uFFFD",
        "a = 1\n", "[a]\n", "[[a]]\n", "x = {", "y = [",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_PiecesOfToml_AreMistakesInsideTheText(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var pieces = Enumerable.Range(0, random.Next(25)).Select(_ => Pieces[random.Next(Pieces.Length)]);
            var text = string.Concat(pieces);
            Check(Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void Read_RandomBytes_AreMistakesInsideTheText()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            Check(bytes);
        }
    }

    [Fact]
    public void Read_ShippedFileWithPiecesPutIn_IsMistakesInsideTheText()
    {
        var shipped = File.ReadAllText(Path.Combine(Sources.Tree, "etc", "fragguard.toml"));
        var random = new Random(6);
        for (var i = 0; i < 300; i++)
        {
            var text = shipped;
            for (var j = random.Next(1, 5); j > 0; j--)
            {
                text = text.Insert(random.Next(text.Length), Pieces[random.Next(Pieces.Length)]);
            }

            Check(Encoding.UTF8.GetBytes(text));
        }
    }

    private static void Check(byte[] text)
    {
        _ = TomlReader.Read(text, out var errors);

        var lines = Encoding.UTF8.GetString(text).Split('\n');
        foreach (var (position, message) in errors)
        {
            Assert.InRange(position.Line, 1, lines.Length);
            Assert.InRange(position.Column, 1, lines[position.Line - 1].EnumerateRunes().Count() + 1);
            Assert.InRange(message.Length, 1, 400);
            Assert.DoesNotContain(
                message.EnumerateRunes(), rune => Rune.IsControl(rune) || rune.Value is 0x200B or 0xFEFF);
            Assert.False(message.EndsWith('.') && !message.EndsWith("...", StringComparison.Ordinal));
        }

        Assert.Equal(errors.OrderBy(error => (error.Position.Line, error.Position.Column)), errors);
    }
}
