using FragGuard.Policy;

namespace FragGuard.Config.Tests;

/// <summary>What a configuration is said to do, to the letter. FRAGGUARD_GOLDEN=rewrite writes the files
/// anew.</summary>
public class ConfigExplainerTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.toml").Select(path => Path.GetFileNameWithoutExtension(path))];

    private static string Folder => Path.Combine(Sources.Tree, "tests", "golden", "config-explained");

    [Theory]
    [MemberData(nameof(Files))]
    public void Paragraphs_OfAFile_AreThoseOfTheGoldenFile(string name)
    {
        var settings = Sources.Settings(File.ReadAllText(Path.Combine(Folder, name + ".toml")));
        var machine = name.EndsWith("-here", StringComparison.Ordinal)
            ? new MachineFacts { PageBytes = 4096, ThpOrder = 9 }
            : null;

        var said =
            string.Join('\n', ConfigExplainer.Lines(new ConfigExplainer(settings, machine).Paragraphs(), columns: 100))
            + '\n';

        var path = Path.Combine(Folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("FRAGGUARD_GOLDEN") == "rewrite")
        {
            File.WriteAllText(path, said);
        }

        Assert.Equal(File.ReadAllText(path), said);
    }

    [Fact]
    public void Paragraphs_OfAnySettings_AreOneForEachWatchAndEachRungAndFour()
    {
        var settings = new GuardSettings { Watches = [], Ladder = [] };

        Assert.Equal(4, new ConfigExplainer(settings, machine: null).Paragraphs().Count);
        Assert.Equal(3 + 1 + 4, new ConfigExplainer(new GuardSettings(), machine: null).Paragraphs().Count);
    }

    [Fact]
    public void Lines_OfAParagraph_FitAndLoseNoWord()
    {
        var paragraph = new ConfigExplainer(new GuardSettings(), machine: null).Paragraphs()[0];

        var lines = ConfigExplainer.Lines([paragraph], columns: 40).ToList();

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 40));
        Assert.Equal(paragraph, string.Join(' ', lines));
    }
}
