namespace FragGuard.Tests;

public sealed class TableTests
{
    [Theory]
    [InlineData(30, "zone    suitable  unusable", "Normal     12034     1.7 %")]
    [InlineData(20, "zone    suitable", "Normal     12034")]
    [InlineData(10, "zone", "Normal")]
    public void Write_NarrowWindow_LeavesOutSpareColumnsOneByOne(int width, string title, string row)
    {
        var table = new Table(
            new TableColumn("zone", IsLeft: true),
            new TableColumn("suitable", Spare: 1), new TableColumn("unusable", Spare: 2));
        var sheet = new TextWriterBuffer(Display.Plain with { Width = width });
        table.Add(note: null, "Normal", "12034", "1.7 %");

        table.Write(sheet, indent: 0);

        Assert.Equal([title, row], TextWriterBufferTests.Lines(sheet));
    }

    [Fact]
    public void Write_Note_FollowsItsRow()
    {
        var table = new Table(new TableColumn("zone", IsLeft: true));
        var sheet = new TextWriterBuffer(Display.Plain);
        table.Add("why", "Normal");
        table.Add(note: null, "DMA");

        table.Write(sheet, indent: 2);

        Assert.Equal(["  zone", "  Normal", "    why", "  DMA"], TextWriterBufferTests.Lines(sheet));
    }
}
