namespace FragGuard.Policy.Tests;

/// <summary>How long rungs rest, on a host that is played: a zone that falls again and again, and a remedy with a
/// price.</summary>
public sealed class PacingTests
{
    private static readonly RungSettings Drop = new(new DropCachesSettings()) { Cooldown = TimeSpan.FromSeconds(15) };

    [Fact]
    public void Resting_CheapFruitfulRung_RestsForItsShortestRestOnly()
    {
        var host = new PlayedHost { RunTime = TimeSpan.FromMilliseconds(100), RelapseAfter = TimeSpan.FromSeconds(8) };

        host.Play(Drop, TimeSpan.FromMinutes(10));

        // Judged after 5 s, low again after 8, looked at each second: every 16 s.
        Assert.InRange(host.Runs.Count, 600 / 17, 600 / 15);
    }

    [Fact]
    public void Resting_RungThatTookASecond_RestsUntilThatIsOnePercent()
    {
        var host = new PlayedHost { RunTime = TimeSpan.FromSeconds(1), RelapseAfter = TimeSpan.FromSeconds(8) };

        host.Play(Drop, TimeSpan.FromMinutes(10));

        Assert.All(host.Pauses, pause => Assert.InRange(pause.TotalSeconds, 100, 102));
    }

    [Fact]
    public void Resting_DroppedCacheComesBack_RestsUntilTheReReadsAreWithinTheBudget()
    {
        var host = new PlayedHost
        {
            RunTime = TimeSpan.FromMilliseconds(10),
            RelapseAfter = TimeSpan.FromSeconds(8),
            DropBytes = 8UL << 30,
            ComesBackPerSecond = 256UL << 20,
        };

        host.Play(Drop, TimeSpan.FromMinutes(40));

        // 8 GiB at 16 MiB/s.
        Assert.All(host.Pauses, pause => Assert.InRange(pause.TotalSeconds, 512, 514));
    }

    [Fact]
    public void Resting_HostReadsALotBesides_IsNotBilledForIt()
    {
        var host = new PlayedHost
        {
            RunTime = TimeSpan.FromMilliseconds(100),
            RelapseAfter = TimeSpan.FromSeconds(8),
            DropBytes = 8UL << 20,
            ComesBackPerSecond = 8UL << 20,
            OtherReadsPerSecond = 500UL << 20,
            OtherStallUsPerSecond = 400_000,
        };

        host.Play(Drop, TimeSpan.FromMinutes(10));

        Assert.InRange(host.Runs.Count, 600 / 30, 600 / 15);
    }

    [Fact]
    public void Resting_StallFollowsTheReReads_RestsByIt()
    {
        var quiet = new PlayedHost
        {
            RelapseAfter = TimeSpan.FromSeconds(8),
            DropBytes = 64 << 20,
            ComesBackPerSecond = 32 << 20,
        };
        var stalls = new PlayedHost
        {
            RelapseAfter = TimeSpan.FromSeconds(8),
            DropBytes = 64 << 20,
            ComesBackPerSecond = 32 << 20,
            StallUsPerReadMib = 20_000,
        };

        quiet.Play(Drop, TimeSpan.FromMinutes(20));
        stalls.Play(Drop, TimeSpan.FromMinutes(20));

        // A run of 0.1 s, and 64 MiB that stall 20 ms each, are 1.38 s: 138 s at one percent.
        Assert.True(quiet.Runs.Count > 5 * stalls.Runs.Count);
        Assert.All(stalls.Pauses, pause => Assert.InRange(pause.TotalSeconds, 138, 140));
    }

    [Fact]
    public void Resting_CostsWithoutEnd_RestsForMaxCooldownAtMost()
    {
        var rung = Drop with { MaxCooldown = TimeSpan.FromMinutes(5) };
        var host = new PlayedHost { RunTime = TimeSpan.FromMinutes(1), RelapseAfter = TimeSpan.FromSeconds(8) };

        host.Play(rung, TimeSpan.FromMinutes(60));

        // A minute's run and its five minutes of rest.
        Assert.All(host.Pauses, pause => Assert.InRange(pause.TotalSeconds, 360, 363));
    }

    [Fact]
    public void Resting_GainsNothing_DoublesTheShortestRest()
    {
        var host = new PlayedHost { RunTime = TimeSpan.FromMilliseconds(1), Heals = false };

        host.Play(
            Drop,
            TimeSpan.FromMinutes(30),
            new IncidentSettings { BackOff = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromSeconds(1) });

        var pauses = host.Pauses.Select(pause => pause.TotalSeconds).ToArray();
        Assert.True(pauses.Length >= 4);
        Assert.Equal([30, 60, 120, 240], pauses[..4].Select(pause => Math.Round(pause / 15) * 15));
    }

    [Fact]
    public void Resting_BudgetSwitchedOff_KnowsOnlyTheShortestRest()
    {
        var rung = Drop with { MaxStallBasisPoints = null, MaxRereadBytesPerSecond = null };
        var host = new PlayedHost
        {
            RunTime = TimeSpan.FromSeconds(1),
            RelapseAfter = TimeSpan.FromSeconds(8),
            DropBytes = 8UL << 30,
            ComesBackPerSecond = 1UL << 30,
        };

        host.Play(rung, TimeSpan.FromMinutes(10));

        Assert.All(host.Pauses, pause => Assert.InRange(pause.TotalSeconds, 15, 18));
    }

    [Fact]
    public void Resting_OldFileWithAFixedCooldown_MeansWhatItSays()
    {
        var rung = Drop with { Cooldown = TimeSpan.FromMinutes(30) };
        var host = new PlayedHost { RunTime = TimeSpan.FromMilliseconds(100), RelapseAfter = TimeSpan.FromSeconds(8) };

        host.Play(rung, TimeSpan.FromHours(3));

        Assert.All(host.Pauses, pause => Assert.InRange(pause.TotalMinutes, 30, 30.1));
    }

    // An open bill keeps a healthy guard reading more than buddyinfo: it has to close whatever the host can tell.
    [Fact]
    public void HasOpenBill_HostWithoutCounters_ClosesAllTheSame()
    {
        var incident = Incident.Of(Drop);
        incident.At(0, Incident.Bad());
        incident.Ends(1, RungEnd.Done, Incident.Good());
        incident.At(7, Incident.Good());
        var isOpen = incident.State.HasOpenBill;

        incident.At(400, Incident.Good());

        Assert.True(isOpen);
        Assert.False(incident.State.HasOpenBill);
    }

    [Fact]
    public void HasOpenBill_DryRun_CostsNothing()
    {
        var incident = Incident.Of(Drop);
        incident.At(0, Incident.Bad());
        incident.Ends(0, RungEnd.DryRun, Incident.Bad());

        Assert.False(incident.State.HasOpenBill);
    }

    [Theory]
    [InlineData(1, 0.01, 100)]
    [InlineData(7, 0.5, 1000)]
    [InlineData(42, 2.5, 40)]
    [InlineData(99, 12, 4000)]
    public void Play_AnyCosts_NeverOverBudgetAfterTheFirstRun(int seed, double runSeconds, int dropMib)
    {
        var random = new Random(seed);
        var host = new PlayedHost
        {
            RunTime = TimeSpan.FromSeconds(runSeconds),
            RelapseAfter = TimeSpan.FromSeconds(random.Next(7, 60)),
            DropBytes = (ulong)dropMib << 20,
            ComesBackPerSecond = (ulong)random.Next(1, 64) << 20,
            StallUsPerReadMib = (ulong)random.Next(0, 5_000),
        };

        host.Play(Drop, TimeSpan.FromHours(6));

        Assert.True(host.Runs.Count > 1);
        for (var run = 1; run < host.Runs.Count; run++)
        {
            var elapsed = (host.Runs[run] - host.Runs[0]).TotalSeconds;
            Assert.True(host.CostUntil[run].TotalSeconds <= (0.01 * elapsed) + 0.001);
            Assert.True(host.RereadUntil[run] <= (16.0 * (1 << 20) * elapsed) + 1);
        }
    }
}
