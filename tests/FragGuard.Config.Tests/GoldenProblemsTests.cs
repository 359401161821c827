
namespace FragGuard.Config.Tests;

/// <summary>What is said of broken files, to the letter. FRAGGUARD_GOLDEN=rewrite writes the files anew: review the
/// difference.</summary>
public class GoldenProblemsTests
{
    private const string Errors = "config-errors";
    private const string Warnings = "config-warnings";

    public static TheoryData<string> BrokenFiles => [.. Names(Errors)];

    public static TheoryData<string> DoubtfulFiles => [.. Names(Warnings)];

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Read_BrokenFile_SaysWhatTheGoldenFileSays(string name)
    {
        var result = ConfigReader.Read(Content(Errors, name), $"{name}.toml", machine: null);

        Assert.Null(result.Settings);
        Assert.NotEmpty(result.Errors);
        AssertGolden(Errors, name, result);
    }

    [Theory]
    [MemberData(nameof(DoubtfulFiles))]
    public void Read_DoubtfulFile_SaysWhatTheGoldenFileSays(string name)
    {
        var result = ConfigReader.Read(Content(Warnings, name), $"{name}.toml", Sources.Machine, Sources.Zones);

        Assert.NotEmpty(result.Errors.Concat(result.Warnings));
        AssertGolden(Warnings, name, result);
    }

    [Fact]
    public void GoldenFiles_OfBrokenFiles_AreSixtyAndMore()
    {
        Assert.True(Names(Errors).Count() >= 60);
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Read_BrokenFile_SaysNothingThatActsOnATerminal(string name)
    {
        var result = ConfigReader.Read(Content(Errors, name), $"{name}.toml", machine: null);

        Assert.All(result.Rendered(), text =>
            Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n'));
        Assert.All(result.Rendered(), text => Assert.DoesNotContain('\u202e', text));
    }

    private static IEnumerable<string> Names(string folder) => Directory
        .GetFiles(FolderOf(folder), "*.toml").Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    private static byte[] Content(string folder, string name) =>
        File.ReadAllBytes(Path.Combine(FolderOf(folder), name + ".toml"));

    private static string FolderOf(string folder) => Path.Combine(Sources.Tree, "tests", "golden", folder);

    private static void AssertGolden(string folder, string name, ConfigResult result)
    {
        var path = Path.Combine(FolderOf(folder), name + ".txt");
        var said = string.Join('\n', result.Rendered()) + '\n';
        if (Environment.GetEnvironmentVariable("FRAGGUARD_GOLDEN") == "rewrite")
        {
            File.WriteAllText(path, said);
        }

        Assert.Equal(File.ReadAllText(path), said);
    }
}
