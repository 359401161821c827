namespace FragGuard.Policy.Tests;

public sealed class SplayTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    [Fact]
    public void Of_SameMachine_IsTheSameAtEveryStart()
    {
        Assert.Equal(Splay.Of(Most, "0123456789abcdef"), Splay.Of(Most, "0123456789abcdef"));
        Assert.NotEqual(Splay.Of(Most, "0123456789abcdef"), Splay.Of(Most, "0123456789abcdee"));
    }

    [Fact]
    public void Of_AFleet_IsSpreadOverTheWholeTime()
    {
        var seconds = new int[30];
        for (var machine = 0; machine < 3000; machine++)
        {
            var part = Splay.Of(Most, $"4c4c4544-0042-3510-8054-{machine:x12}");
            Assert.InRange(part, TimeSpan.Zero, Most - TimeSpan.FromMilliseconds(1));
            seconds[(int)part.TotalSeconds]++;
        }

        Assert.InRange(seconds.Min(), 60, 100);
        Assert.InRange(seconds.Max(), 100, 140);
    }

    [Fact]
    public void On_NoSplay_ChangesNothing()
    {
        var settings = new GuardSettings();

        Assert.Same(settings, Splay.On(settings, "machine"));
    }
}
