using System.Buffers;
using System.Text;
using FragGuard.Policy;

namespace FragGuard.Config.Tests;

/// <summary>The configurations in packaging/examples: each is right, says why, and does what its trace in
/// tests/golden/examples shows. FRAGGUARD_GOLDEN=rewrite writes what they do anew.</summary>
public class ExampleFilesTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Examples, "*.toml").Select(path => Path.GetFileNameWithoutExtension(path))];

    private static string Examples => Path.Combine(Sources.Tree, "packaging", "examples");

    private static string Traces => Path.Combine(Sources.Tree, "tests", "golden", "examples");

    // What most such hosts have: pages of 4 KiB, huge pages of 2 MiB, 64 GiB on two nodes.
    private static MachineProfile Machine { get; } = new(
        new MachineFacts { PageBytes = 4096, ThpOrder = 9 }, new Kernel.KernelVersion(6, 12), BootId: "");

    private static MachineZones Zones { get; } = new(
    [
        new(Sources.Id(0, "Normal"), Orders: 11, ManagedPages: 8_388_608),
        new(Sources.Id(1, "Normal"), Orders: 11, ManagedPages: 8_388_608),
    ]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Example_HasNoErrorAndNoWarning(string name)
    {
        var result = ConfigReader.Read(Content(name), name + ".toml", Machine, Zones);

        Assert.Empty(result.Errors);

        // One that its file announces.
        var announced = name == "gpu-unified-memory" ? "dropped dentries and inodes" : "no warning";
        Assert.All(result.Warnings, warning =>
            Assert.Contains(announced, warning.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replay_ExampleOverItsTrace_DoesWhatTheGoldenFileSays(string name)
    {
        var trace = File.ReadAllBytes(Path.Combine(Traces, name + ".trace"));
        var settings = ConfigReader.Read(Content(name), name + ".toml", Machine, Zones).Settings!;
        var replay = new Replay(trace, settings, Machine.Facts);
        var output = new ArrayBufferWriter<byte>();
        using var json = new ReplayJson(output);

        while (replay.TryRead(out var entry))
        {
            json.TryWrite(entry);
        }

        Assert.Null(replay.Error);
        var path = Path.Combine(Traces, name + ".json");
        var said = Encoding.UTF8.GetString(output.WrittenSpan);
        if (Environment.GetEnvironmentVariable("FRAGGUARD_GOLDEN") == "rewrite")
        {
            File.WriteAllText(path, said);
        }

        Assert.Contains("\"event\":\"incident-opened\"", said, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(path), said);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Example_InEveryLine_FitsAndIsPlainAscii(string name)
    {
        var text = Encoding.UTF8.GetString(Content(name));

        Assert.Contains($"cp {name}.toml /etc/fragguard.toml", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.True(Ascii.IsValid(text));
    }

    [Fact]
    public void Examples_AreAllNamedInTheManual()
    {
        var manual = File.ReadAllText(Path.Combine(Sources.Tree, "packaging", "man", "fragguard.toml.5.scd"));

        foreach (var path in Directory.GetFiles(Examples, "*.toml"))
        {
            Assert.Contains(Path.GetFileName(path), manual, StringComparison.Ordinal);
        }
    }

    private static byte[] Content(string name) => File.ReadAllBytes(Path.Combine(Examples, name + ".toml"));
}
