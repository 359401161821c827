using System.Text.RegularExpressions;
using FragGuard.Policy;

namespace FragGuard.Config.Tests;

/// <summary>What is written about remedies outside the sources is what their definitions say.</summary>
public sealed class RemedyDocumentsTests
{
    public static TheoryData<string> Names => [.. RemedyCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Manual_GivesTheDefaultLimitsOfEveryRemedy(string name)
    {
        var rung = RungSettings.For(RemedyCatalog.Find(name)!.Defaults);

        Assert.Contains(
            $"|  {name}\n:  {DurationFormat.Write(rung.Cooldown)}\n:  {DurationFormat.Write(rung.Timeout)}\n",
            Manual,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Manual_HasASectionOfEveryRemedyWithAllOfItsKeys(string name)
    {
        var section = Regex.Match(Manual, $@"(?ms)^## {name}\n.*?(?=^##? |\z)").Value;

        Assert.NotEmpty(section);
        foreach (var key in RemedyCatalog.Find(name)!.Keys)
        {
            Assert.Contains($"*{key.Name}*", section, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ShippedFile_HasABlockOfEveryRemedyWithAllOfItsKeysAtTheirDefaults(string name)
    {
        var remedy = RemedyCatalog.Find(name)!;
        var block = Regex.Match(ShippedFile, $@"(?m)^(?:# )?remedy = ""{name}""\n(?:.+\n)*").Value;

        Assert.NotEmpty(block);
        foreach (var key in remedy.Keys)
        {
            var value = RemedyReader.Write(key, remedy.Defaults) is { } text && !key.IsRequired ? text : key.Example!;
            Assert.Matches(
                key is KnobSetKey
                    ? $@"(?m)^{key.Name}\."
                    : $@"(?m)^#? ?{key.Name} = {Regex.Escape(value)}( |$)",
                block);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Completions_OfferEveryRemedy(string name)
    {
        Assert.Contains($"'{name}:{RemedyCatalog.Find(name)!.Summary.Replace("'", @"'\''")}'",
            Read("packaging/completion/_fragguard"), StringComparison.Ordinal);
        var all = string.Join(' ', RemedyCatalog.Names);
        Assert.Contains($"remedies='{all}'", Read("packaging/completion/fragguard.bash"), StringComparison.Ordinal);
        Assert.Contains(
            $"set -l remedies {all}\n", Read("packaging/completion/fragguard.fish"), StringComparison.Ordinal);
    }

    private static string Manual => Read("packaging/man/fragguard.toml.5.scd");

    private static string ShippedFile => Read("etc/fragguard.toml");

    private static string Read(string file) => File.ReadAllText(Path.Combine(Sources.Tree, file));
}
