using System.Text;

namespace FragGuard.Policy.Tests;

public sealed class FloorStudyTests
{
    [Fact]
    public void Take_DipsThatHeal_AreNotProposedAsIncidents()
    {
        // Every 10 minutes down to 40 blocks for a minute, and well in between.
        var study = Study(seconds => seconds % 600 < 60 ? 40UL : 5000, failureAt: null);

        var zone = Assert.Single(study.Zones);
        Assert.Equal((40UL, 4), (zone.Lowest, zone.Order));
        Assert.Equal(0, zone.Best.HealedByThemselves);
        Assert.True(zone.Best.Floor <= 16 || zone.Best.For >= TimeSpan.FromMinutes(1));
        var eager = zone.Candidates.First(one => one.Floor == 64 && one.For == TimeSpan.Zero);
        Assert.Equal((7, 6), (eager.Incidents, eager.HealedByThemselves));
    }

    [Fact]
    public void Take_FailureInADip_IsPrecededAndTheIncidentIsNoFalseAlarm()
    {
        var study = Study(seconds => seconds is >= 600 and < 900 ? 10UL : 5000, failureAt: 800);

        var zone = Assert.Single(study.Zones);
        Assert.Equal(1, study.Failures);
        Assert.Equal((1, 1, 0), (zone.Best.Preceded, zone.Best.Incidents, zone.Best.HealedByThemselves));
    }

    [Fact]
    public void Best_NothingEverHappened_IsModest()
    {
        var study = Study(_ => 100_000, failureAt: null);

        Assert.Equal((256UL, TimeSpan.FromSeconds(30)), (study.Zones[0].Best.Floor, study.Zones[0].Best.For));
        Assert.Equal(4096UL, study.Zones[0].FloorByPercentile);
    }

    [Fact]
    public void Best_ZoneThatIsAlwaysLow_IsTheLowestFloor()
    {
        var study = Study(_ => 20, failureAt: null);

        Assert.Equal((16UL, 0), (study.Zones[0].Best.Floor, study.Zones[0].Best.Incidents));
    }

    [Fact]
    public void Take_SmallZones_AreLeftOutAsAWatchDoes()
    {
        var study = new FloorStudy([4], new MachineFacts());
        var sizes = "> proc/zoneinfo\nNode 0, zone DMA\n pages free 1\n min 1\n low 1\n high 1\n present 4000\n "
            + "managed 3900\n protection: (0)\n";

        Assert.Null(study.Take(
            Encoding.ASCII.GetBytes($"# fragguard-trace 1\n@ 1\n{sizes}> proc/buddyinfo\nNode 0, zone DMA 1 1 1\n"),
            TimeSpan.FromSeconds(1)));

        Assert.Empty(study.Zones);
        Assert.Equal(1, study.Samples);
    }

    [Fact]
    public void Take_BrokenTrace_SaysWhere()
    {
        var error = new FloorStudy([4], new MachineFacts()).Take(
            Encoding.ASCII.GetBytes("# fragguard-trace 1\n@ x\n"), TimeSpan.FromSeconds(1));

        Assert.Equal(2, error!.Value.Line);
    }

    // An hour of samples, 15 s apart; blocks of order 4.
    private static FloorStudy Study(Func<int, ulong> suitable, int? failureAt)
    {
        var text = new StringBuilder("# fragguard-trace 1\n");
        for (var seconds = 0; seconds <= 3600; seconds += 15)
        {
            text.Append($"@ {seconds}\n> proc/buddyinfo\nNode 0, zone Normal 9 9 9 9 {suitable(seconds)}\n");
            if (failureAt is { } at && at >= seconds && at < seconds + 15)
            {
                text.Append("! 4,1,1,-;java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)\n");
            }
        }

        var study = new FloorStudy([4], new MachineFacts());
        Assert.Null(study.Take(Encoding.ASCII.GetBytes(text.ToString()), TimeSpan.FromSeconds(15)));
        return study;
    }
}
