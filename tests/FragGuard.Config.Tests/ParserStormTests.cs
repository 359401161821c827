using FragGuard.Chaos.Parsers;

namespace FragGuard.Config.Tests;

/// <summary>The bounded form of <c>./build.sh chaos --parsers N</c>: damaged texts for every parser.</summary>
public sealed class ParserStormTests
{
    private const int Seed = 20261126;
    private const int Inputs = 20_000;

    [Fact]
    public void Run_DamagedTexts_NoParserThrowsOrReportsNonsense()
    {
        var storm = new ParserStorm(ParserCorpus.Load(), Seed);
        var failures = new List<string>();

        storm.Run(0, Inputs, (number, fault) => failures.Add($"{number}: {fault}"));

        Assert.Empty(failures);
    }

    [Fact]
    public void Input_SameSeedAndNumber_IsTheSameText()
    {
        var corpus = ParserCorpus.Load();

        Assert.All(Enumerable.Range(0, 100), number =>
        {
            var one = new ParserStorm(corpus, Seed).Input(number);
            var same = new ParserStorm(corpus, Seed).Input(number);
            Assert.Equal(one.Kind, same.Kind);
            Assert.Equal(one.Text, same.Text);
        });
        Assert.NotEqual(new ParserStorm(corpus, 1).Input(7).Text, new ParserStorm(corpus, 2).Input(7).Text);
    }
}
