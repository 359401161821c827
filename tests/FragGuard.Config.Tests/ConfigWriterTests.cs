using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Config.Tests;

public class ConfigWriterTests
{
    [Fact]
    public void Write_AnySettings_ReadBackEqual()
    {
        Prop.ForAll(Generators.Settings.ToArbitrary(), settings =>
        {
            var text = ConfigWriter.Write(settings);
            var result = Sources.Read(text);

            return (result.Errors.Count == 0 && settings.Equals(result.Settings))
                .Label($"{string.Join('\n', result.Errors)}\n{text}");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Write_Defaults_ReadBackWithoutAWord()
    {
        var result = Sources.Read(ConfigWriter.Write(new GuardSettings()));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(new GuardSettings(), result.Settings);
    }

    [Fact]
    public void Write_NoWatchAndNoRung_ReadsBackAsNone()
    {
        var settings = new GuardSettings { Watches = [], Ladder = [] };

        var read = Sources.Settings(ConfigWriter.Write(settings));

        Assert.Equal(settings, read);
    }

    [Fact]
    public void Write_BudgetWithoutLimit_IsNotTheRemedysDefault()
    {
        var rung = RungSettings.For(new DropCachesSettings()) with { PerDay = null };
        var settings = new GuardSettings { Ladder = [rung] };

        var read = Sources.Settings(ConfigWriter.Write(settings));

        Assert.Null(read.Ladder[0].PerDay);
    }

    [Fact]
    public void Write_Defaults_NamesEveryKeyThatHasADefault()
    {
        string[] withoutDefault =
        [
            "clear", "unusable_above", "unusable_below", "zones", "nodes", "windows", "size", "amount", "swappiness",
            "cgroup", "file", "command", "during", "stalls_above",
        ];

        var text = ConfigWriter.Write(new GuardSettings());

        foreach (var key in KeyCatalog.All.SelectMany(place => place.Keys).Except(withoutDefault))
        {
            Assert.Matches($@"(?m)^({key} = |\[\[?{key}\]\]?$)", text);
        }
    }
}
