using System.Buffers;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Tests;

/// <summary>What <c>status</c> prints for captured machines, to the byte.</summary>
public sealed class StatusGoldenTests
{
    // The daemon of the tree with an incident opened it 880 s after boot.
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1000);

    public static TheoryData<string> Trees => [.. Golden.Trees];

    [Theory]
    [MemberData(nameof(Trees))]
    public void Write_CapturedMachine_IsTheExpectedPicture(string tree)
    {
        using var reader = Reader(tree);
        var sheet = new TextWriterBuffer(Display.Plain);

        StatusText.Write(sheet, reader.Read(), order: null, Now);

        Golden.Check(sheet.Bytes, "status", tree + ".txt");
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Write_CapturedMachine_IsTheExpectedJson(string tree)
    {
        using var reader = Reader(tree);
        var output = new ArrayBufferWriter<byte>();

        StatusJson.Write(reader.Read(), output);

        Golden.Check(output.WrittenSpan, "status", tree + ".json");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public void Write_OtherWidths_AreTheExpectedPicture(int width)
    {
        using var reader = Reader("x86_64-2numa-fragmented");
        var sheet = new TextWriterBuffer(Display.Plain with { Width = width });

        StatusText.Write(sheet, reader.Read(), order: 9, Now);

        Golden.Check(sheet.Bytes, "status", $"x86_64-2numa-fragmented.order9.{width}.txt");
    }

    [Fact]
    public void WriteForWindow_ColoursAndAscii_AreTheExpectedFrame()
    {
        using var reader = Reader("incident");
        var sheet = new TextWriterBuffer(new Display(80, 24, IsTerminal: true, HasColours: true, Glyphs.Ascii));

        StatusText.WriteForWindow(sheet, reader.Read(), order: null, Now, "12:34:56");

        Golden.Check(sheet.Bytes, "status", "incident.colours.txt");
    }

    private static StatusReader Reader(string tree)
    {
        var root = new KernelRoot(Golden.Tree(tree));
        return new StatusReader(root, MachineProbe.Probe(root), new GuardSettings());
    }
}
