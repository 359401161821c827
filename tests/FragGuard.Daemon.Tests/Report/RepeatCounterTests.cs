namespace FragGuard.Daemon.Tests;

public sealed class RepeatCounterTests
{
    [Fact]
    public void IsNew_SameSentence_IsToldOnceInAWindowAndCounted()
    {
        var counter = new RepeatCounter();

        Assert.True(counter.IsNew("java", TimeSpan.Zero));
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(counter.IsNew("java", TimeSpan.FromSeconds(1)));
        }

        Assert.False(counter.IsDue(RepeatCounter.Window - TimeSpan.FromTicks(1)));
        Assert.True(counter.IsDue(RepeatCounter.Window));
        Assert.Equal([new Repeat("java", 1000)], counter.TakeAll());
        Assert.False(counter.HasRepeats);
        Assert.True(counter.IsNew("java", RepeatCounter.Window));
    }

    [Fact]
    public void IsNew_EndlesslyManySentences_AreCountedTogether()
    {
        var counter = new RepeatCounter();

        var told = Enumerable.Range(0, 1000).Count(i => counter.IsNew($"task {i}", TimeSpan.Zero));

        Assert.Equal(10, told);
        Assert.Equal([new Repeat(null, 990)], counter.TakeAll());
    }

    [Fact]
    public void IsNew_SentenceThatComesNowAndThen_IsToldEachTime()
    {
        var counter = new RepeatCounter();

        var told = Enumerable.Range(0, 100).Count(i => counter.IsNew("java", RepeatCounter.Window * i));

        Assert.Equal(100, told);
        Assert.False(counter.HasRepeats);
    }
}
