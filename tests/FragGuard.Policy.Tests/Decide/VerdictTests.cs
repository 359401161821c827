using static FragGuard.Policy.Tests.Incident;

namespace FragGuard.Policy.Tests;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(RungEnd.Done, true)]
    [InlineData(RungEnd.TimedOut, true)]
    [InlineData(RungEnd.Failed, false)]
    [InlineData(RungEnd.NothingToDo, false)]
    [InlineData(RungEnd.DryRun, false)]
    [InlineData(RungEnd.Busy, false)]
    public void Of_ZonesHaveHealed_OnlyARunThatWroteIsCredited(RungEnd end, bool expected)
    {
        var verdict = Of(end, Bad(10), Good());

        Assert.Equal(expected, verdict.IsFruitful);
    }

    [Theory]
    [InlineData(23, Outcome.NoGain)]
    [InlineData(24, Outcome.Partial)]
    public void Of_ExactlyATenthOfWhatWasMissing_IsAGain(ulong after, Outcome expected)
    {
        var verdict = Of(RungEnd.Done, Bad(16), Bad(after));

        Assert.Equal((expected, expected == Outcome.Partial), (verdict.Outcome, verdict.IsFruitful));
    }

    [Fact]
    public void Of_NothingWasMissingAndNothingGained_IsNoGain()
    {
        var byIndex = Bad(10) with { FloorBlocks = 0, ClearBlocks = 0 };

        var verdict = Of(RungEnd.Done, byIndex, byIndex);

        Assert.Equal((Outcome.NoGain, false), (verdict.Outcome, verdict.IsFruitful));
    }

    [Fact]
    public void Of_RecoveredWithoutMoreBlocks_WasWorthIt()
    {
        var byIndex = Bad(10) with { FloorBlocks = 0, ClearBlocks = 0 };

        var verdict = Of(RungEnd.Done, byIndex, byIndex with { State = ZoneState.Ok });

        Assert.Equal((Outcome.Recovered, true, 0L), (verdict.Outcome, verdict.IsFruitful, verdict.Gain));
    }

    [Theory]
    [InlineData(RungEnd.Done, Outcome.NoGain)]
    [InlineData(RungEnd.TimedOut, Outcome.TimedOut)]
    public void Of_ZonesAreGone_NobodyIsCredited(RungEnd end, Outcome expected)
    {
        var verdict = Of(end, Bad(10), Good(node: 1));

        Assert.Equal((expected, false, 0UL), (verdict.Outcome, verdict.IsFruitful, verdict.After));
    }

    // stalls_above alone: the blocks say nothing of such a run, and what was counted before it neither.
    [Theory]
    [InlineData(null, Outcome.Unknown, false)]
    [InlineData(31UL, Outcome.NoGain, false)]
    [InlineData(30UL, Outcome.Partial, true)]
    public void Of_StallsAlone_IsJudgedByTheStallsSinceThen(ulong? recentPerMinute, Outcome expected, bool isFruitful)
    {
        var stalling = Bad(500) with { IsStalling = true, StallsAbove = 40, StallsPerMinute = 60 };

        var verdict = Of(RungEnd.Done, stalling, stalling with { RecentStallsPerMinute = recentPerMinute });

        Assert.Equal((expected, isFruitful), (verdict.Outcome, verdict.IsFruitful));
        Assert.Equal(recentPerMinute is null, verdict.TeachesNothing);
    }

    private static Verdict Of(RungEnd end, WatchedZone before, WatchedZone after) => Verdict.Of(
        BreachSummary.Of(new Assessment(before))!,
        new RungResult(end, TimeSpan.FromSeconds(1), "EINVAL"),
        new Assessment(after));
}
