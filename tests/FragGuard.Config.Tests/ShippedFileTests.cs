using System.Text;
using System.Text.RegularExpressions;
using FragGuard.Policy;

namespace FragGuard.Config.Tests;

/// <summary>etc/fragguard.toml tells administrators what the defaults are: it has to be true.</summary>
public class ShippedFileTests
{
    private static string Text => File.ReadAllText(Path.Combine(Sources.Tree, "etc", "fragguard.toml"));

    [Fact]
    public void Read_ShippedFile_IsExactlyTheDefaultsAndGivesNoWarning()
    {
        var result = Sources.Read(Text);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(new GuardSettings(), result.Settings);
    }

    [Fact]
    public void Read_ShippedFileWithItsDefaultsUncommented_IsTheSame()
    {
        var text = Regex.Replace(Text, @"(?m)^#(?=[a-z_]+ = )", "");

        var read = Sources.Settings(text);

        Assert.NotEqual(Text, text);
        Assert.Equal(new GuardSettings(), read);
    }

    [Fact]
    public void Read_ShippedFileWithItsExamplesUncommented_HasNoErrorAndEveryRemedy()
    {
        var text = Regex.Replace(Text, @"(?m)^# ?(?=[a-z_]+ = |\[\[ladder\]\])", "")
            .Replace("key = value", "# key = value", StringComparison.Ordinal);

        var read = Sources.Settings(text);

        Assert.Equal(RemedyCatalog.Names.Order(), read.Ladder.Select(rung => rung.Remedy.Name).Order());
    }

    [Fact]
    public void ShippedFile_OfEveryKeyThatTheReaderKnows_SaysSomething()
    {
        foreach (var key in KeyCatalog.All.SelectMany(place => place.Keys))
        {
            Assert.Matches($@"(?m)^#? ?({key}( = |\.)|\[\[?{key}\]\]?)", Text);
        }
    }

    [Fact]
    public void ShippedFile_InEveryLine_FitsAndIsPlainAscii()
    {
        foreach (var line in Text.Split('\n'))
        {
            Assert.InRange(line.Length, 0, 120);
            Assert.True(Ascii.IsValid(line), line);
        }
    }
}
