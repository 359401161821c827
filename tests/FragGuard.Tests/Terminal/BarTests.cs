namespace FragGuard.Tests;

public sealed class BarTests
{
    [Theory]
    [InlineData(nameof(Glyphs.Eighths), 0, "")]
    [InlineData(nameof(Glyphs.Eighths), 1, "▏")]
    [InlineData(nameof(Glyphs.Eighths), 500, "█████")]
    [InlineData(nameof(Glyphs.Eighths), 537, "█████▍")]
    [InlineData(nameof(Glyphs.Eighths), 1000, "██████████")]
    [InlineData(nameof(Glyphs.Halves), 1, "▌")]
    [InlineData(nameof(Glyphs.Halves), 537, "█████▌")]
    [InlineData(nameof(Glyphs.Ascii), 1, "#")]
    [InlineData(nameof(Glyphs.Ascii), 537, "#####")]
    public void Put_Share_FillsThatMuchOfTenCells(string glyphs, int permille, string expected)
    {
        var sheet = new TextWriterBuffer(Display.Plain with { Width = 10, Glyphs = Enum.Parse<Glyphs>(glyphs) });

        Bar.Put(sheet, (UInt128)permille, 1000, Tone.Good);
        sheet.EndLine();

        Assert.Equal(expected + "\n", TextWriterBufferTests.Text(sheet));
    }
}
