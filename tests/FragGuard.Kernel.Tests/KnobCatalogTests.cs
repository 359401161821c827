namespace FragGuard.Kernel.Tests;

public sealed class KnobCatalogTests
{
    [Fact]
    public void All_NamesAndPaths_AreUnique()
    {
        Assert.Equal(KnobCatalog.All.Count, KnobCatalog.All.Select(knob => knob.Name).Distinct().Count());
        Assert.Equal(KnobCatalog.All.Count, KnobCatalog.All.Select(knob => knob.RelativePath).Distinct().Count());
    }

    [Fact]
    public void All_EachPath_IsPlainAndUnderItsRoot() => Assert.All(KnobCatalog.All, knob =>
    {
        var isSysctl = knob.Name.StartsWith("vm.", StringComparison.Ordinal);
        var root = isSysctl ? "proc/sys/vm/" : "sys/kernel/mm/transparent_hugepage/";
        Assert.StartsWith(root, knob.RelativePath, StringComparison.Ordinal);
        Assert.Matches("^[a-z_/]+$", knob.RelativePath);
    });

    [Fact]
    public void All_Pairs_PointAtEachOther() => Assert.All(KnobCatalog.All.Where(knob => knob.Pair is not null), knob =>
    {
        Assert.True(KnobCatalog.TryFind(knob.Pair!, out var pair));
        Assert.Equal(knob.Name, pair.Pair);
    });

    [Fact]
    public void TryFind_EachName_GivesItsKnobAndOthersNothing()
    {
        Assert.All(
            KnobCatalog.All,
            knob => Assert.True(KnobCatalog.TryFind(knob.Name, out var found) && found == knob));
        Assert.False(KnobCatalog.TryFind("vm.Swappiness", out _));
        Assert.False(KnobCatalog.TryFind("vm.drop_caches", out _));
        Assert.False(KnobCatalog.TryFind("kernel.panic", out _));
        Assert.False(KnobCatalog.TryFind("", out _));
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void Accepts_ValueThatARealKernelHas_IsTrue(string state)
    {
        var seen = 0;
        foreach (var knob in KnobCatalog.All.Where(knob => Fixtures.Exists(state, knob.RelativePath)))
        {
            var text = Fixtures.Read(state, knob.RelativePath);
            var value = knob.Kind == KnobKind.Choice && BracketedChoice.TryParse(text, out var choice)
                ? choice.Current
                : System.Text.Encoding.ASCII.GetString(text).Trim();

            Assert.True(knob.Accepts(value), $"{knob.Name} = {value}");
            Assert.True(knob.Check(value) is null, $"{knob.Name} = {value}");
            seen++;
        }

        Assert.True(seen >= 10);
    }

    [Theory]
    [MemberData(nameof(Fixtures.EachState), MemberType = typeof(Fixtures))]
    public void Choices_OfARealKernel_AreAllKnown(string state)
    {
        var there = KnobCatalog.All
            .Where(knob => knob.Kind == KnobKind.Choice && Fixtures.Exists(state, knob.RelativePath));

        Assert.All(there, knob =>
        {
            Assert.True(BracketedChoice.TryParse(Fixtures.Read(state, knob.RelativePath), out var choice));
            Assert.Empty(choice.Choices.Except(knob.Choices));
        });
    }
}
