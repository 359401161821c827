namespace FragGuard.Policy.Tests;

/// <summary>What holds of every remedy, whichever there are.</summary>
public sealed class RemedyDefinitionTests
{
    public static TheoryData<string> Names => [.. RemedyCatalog.Names];

    [Fact]
    public void Names_AreUnique() => Assert.Equal(RemedyCatalog.Names.Count, RemedyCatalog.Names.Distinct().Count());

    [Theory]
    [InlineData(null)]
    [InlineData("drop-caches")]
    public void Find_NoRemedy_IsNull(string? name) => Assert.Null(RemedyCatalog.Find(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Definition_IsTheOneOfItsSettings(string name)
    {
        var remedy = RemedyCatalog.Find(name)!;

        Assert.Same(remedy, remedy.Defaults.Definition);
        Assert.Equal(name, remedy.Defaults.Name);
        Assert.Equal(remedy.Keys.Any(key => key.IsRequired), remedy.NeedsSettings);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_AreAPhraseAndSentences(string name)
    {
        var remedy = RemedyCatalog.Find(name)!;

        Assert.InRange(remedy.Summary.Length, 5, 72);
        Assert.DoesNotMatch(@"\.$|^[A-Z]", remedy.Summary);
        Assert.EndsWith(".", remedy.Explain(remedy.Defaults), StringComparison.Ordinal);
        Assert.All(remedy.Keys, key => Assert.DoesNotMatch(@"\.$|^[A-Z]", key.Help));
        Assert.All(remedy.Keys, key => Assert.True(!key.IsRequired || key.Example is not null, key.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_WriteWhatTheyRead(string name)
    {
        var defaults = RemedyCatalog.Find(name)!.Defaults;
        foreach (var key in defaults.Definition.Keys)
        {
            // Each key changes the settings, shows its change, and setting the old value undoes it.
            var (changed, undone) = Change(key, defaults);

            Assert.NotEqual(defaults, changed);
            Assert.Equal(defaults, undone);
        }
    }

    private static (RemedySettings Changed, RemedySettings Undone) Change(RemedyKey key, RemedySettings settings)
    {
        switch (key)
        {
            case FlagKey flag:
                var flipped = flag.With(settings, !flag.Get(settings));
                Assert.Equal(!flag.Get(settings), flag.Get(flipped));
                return (flipped, flag.With(flipped, flag.Get(settings)));
            case ChoiceKey choice:
                var other = choice.With(settings, choice.Words.Count - 1);
                Assert.Equal(choice.Words.Count - 1, choice.Get(other));
                return (other, choice.With(other, choice.Get(settings)));
            case SizeKey size:
                var larger = size.With(settings, size.Max);
                Assert.Equal(size.Max, size.Get(larger));
                return (larger, size.With(larger, size.Get(settings)));
            case NumberKey number:
                var set = number.With(settings, number.Min);
                Assert.Equal(number.Min, number.Get(set));
                return (set, settings);
            case PathKey path:
                var moved = path.With(settings, "/run/other");
                Assert.Equal("/run/other", path.Get(moved));
                return (moved, path.With(moved, path.Get(settings)));
            case TextKey text:
                var named = text.With(settings, "a");
                Assert.Equal("a", text.Get(named));
                return (named, settings);
            case CommandKey command:
                var running = command.With(settings, ["/bin/true"]);
                Assert.Equal(["/bin/true"], command.Get(running));
                return (running, command.With(running, []));
            case KnobSetKey knobs:
                var tuning = knobs.With(settings, [new TuneEntry("vm.swappiness", TuneRule.AtMost, "10")]);
                Assert.Single(knobs.Get(tuning));
                return (tuning, knobs.With(tuning, []));
            default:
                throw new InvalidOperationException($"{key.Name} is of a kind that this test does not know");
        }
    }
}
