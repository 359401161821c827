using System.Text;

namespace FragGuard.Policy.Tests;

public sealed class HistoryTallyTests
{
    private readonly List<PastIncident> _ended = [];
    private long _second = 1000;

    [Fact]
    public void Take_OpenedRunsClosed_IsOneIncidentWithItsRuns()
    {
        var tally = Tally();
        Take(tally, "started");
        Take(tally, "incident-opened", "INCIDENT", "7", "WATCH", "w", "NODE", "1", "ZONE", "Normal", "ORDER", "4");
        Take(tally, "rung-finished", "REMEDY", "drop_caches", "ORDER", "4", "OUTCOME", "partial", "GAIN", "20",
            "STALL_MS", "300");
        Take(tally, "rung-finished", "REMEDY", "compact_memory", "ORDER", "4", "OUTCOME", "recovered", "GAIN", "900",
            "DURATION_MS", "50");
        Take(tally, "incident-closed", "INCIDENT", "7", "REASON", "healed-by-rung");

        tally.Finish();

        var incident = Assert.Single(_ended);
        Assert.Equal((7L, "w", "node 1 zone Normal", PastIncidentEnd.Closed),
            (incident.Id, incident.Watch, incident.Zones, incident.End));
        Assert.Equal((920L, 350L, 2), (incident.Gain, incident.CostMs, incident.RunCount));
        Assert.Equal(TimeSpan.FromSeconds(3), incident.Length);
        Assert.Equal(TimeSpan.FromSeconds(4), tally.Guarded);
        Assert.Equal((1L, 1L), (tally.Incidents, tally.Healed));
        Assert.Equal(1, tally.Watches.Single().HealedByRungs);
    }

    [Fact]
    public void Take_GuardStopsInAnIncident_ItsEndIsUnknownAndTheTimeWithoutAGuardIsNotCounted()
    {
        var tally = Tally();
        Take(tally, "incident-opened", "INCIDENT", "1", "WATCH", "w");
        Take(tally, "stopped");
        _second += 3600;
        Take(tally, "started");

        tally.Finish();

        Assert.Equal(PastIncidentEnd.Unknown, Assert.Single(_ended).End);
        Assert.Equal(TimeSpan.FromSeconds(1), _ended[0].Length);
        Assert.Equal(TimeSpan.FromSeconds(1), tally.Guarded);
    }

    [Fact]
    public void Take_MoreRunsThanAreKept_EveryOneHasItsReceipt()
    {
        var beyond = new List<PastRun>();
        var tally = new HistoryTally(_ended.Add) { RanOn = (_, run) => beyond.Add(run) };
        Take(tally, "incident-opened", "INCIDENT", "1", "WATCH", "w");
        for (var run = 0; run < 100; run++)
        {
            Take(tally, "rung-finished", "REMEDY", "drop_caches", "OUTCOME", "partial", "GAIN", "1");
        }

        tally.Finish();

        Assert.Equal((32, 68, 100), (_ended[0].Runs.Count, beyond.Count, _ended[0].RunCount));
        Assert.Equal(_ended[0].Runs[^1].AtUs + 1_000_000, beyond[0].AtUs);
    }

    [Fact]
    public void Finish_IncidentIsOpen_IsToldAsOpenUntilTheLastRecord()
    {
        var tally = Tally();
        Take(tally, "incident-opened", "INCIDENT", "1", "WATCH", "w");
        Take(tally, "rung-skipped", "REMEDY", "tune", "REASON", "cooldown");

        tally.Finish();

        Assert.Equal((PastIncidentEnd.Open, TimeSpan.FromSeconds(1)), (_ended[0].End, _ended[0].Length));
        Assert.Null(tally.LengthsMs.At(500));
        Assert.Null(tally.Watches.First().LengthsMs.At(500));
        Assert.Equal((1L, "cooldown", 0L), (tally.Remedies[0].Skipped, tally.Remedies[0].LastSkip,
            tally.Remedies[0].Tried));
    }

    [Fact]
    public void Take_ClosedWithoutItsOpening_BeganAsLongBeforeAsItSays()
    {
        var tally = Tally();
        Take(tally, "incident-closed", "INCIDENT", "3", "DURATION_MS", "90000", "REASON", "healed-by-itself");

        Assert.Equal(TimeSpan.FromSeconds(90), Assert.Single(_ended).Length);
        Assert.Equal(1, tally.Watches.Single().HealedByThemselves);
    }

    [Fact]
    public void Take_SeveralHosts_KeepsTheirIncidentsApart()
    {
        var tally = Tally();
        Take(tally, "incident-opened", "INCIDENT", "1", "WATCH", "w", "_HOSTNAME", "a");
        Take(tally, "incident-opened", "INCIDENT", "1", "WATCH", "w", "_HOSTNAME", "b");
        Take(tally, "incident-closed", "INCIDENT", "1", "_HOSTNAME", "a");

        tally.Finish();

        Assert.Equal([("a", PastIncidentEnd.Closed), ("b", PastIncidentEnd.Open)],
            _ended.Select(one => (one.Host, one.End)));
        Assert.Equal(["a", "b"], tally.Hosts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"FRAGGUARD_EVENT\":\"started\"")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"sshd\"}")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"x\",\"FRAGGUARD_EVENT\":\"started\"}")]
    [InlineData("{\"__REALTIME_TIMESTAMP\":\"9223372036854775807\",\"FRAGGUARD_EVENT\":\"started\"}")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    public void TryRead_NoRecordOfTheGuard_False(string line) =>
        Assert.False(new GuardRecord().TryRead(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void TryRead_EscapesNullsNumbersAndBlobs_AreUnderstoodOrPassedOver()
    {
        var record = new GuardRecord();

        var isRead = record.TryRead("""
             {"MESSAGE":[104,105,10],"FRAGGUARD_WATCH":"a\"b\u00e9","__REALTIME_TIMESTAMP":5,
             "FRAGGUARD_EVENT":"incident-opened","FRAGGUARD_GAIN":"-3",
             "FRAGGUARD_ORDER":"four","FRAGGUARD_ZONE":null,"X":{"FRAGGUARD_EVENT":"no"}}
            """u8);

        Assert.True(isRead);
        Assert.Equal((5L, "incident-opened", "a\"b\u00e9"), (record.AtUs, record.Event, record.Watch));
        Assert.Equal((-3L, null, null), (record.Gain, record.Order, record.Zones));
    }

    [Fact]
    public void TryRead_TheSameNamesAgain_AllocatesNothing()
    {
        var record = new GuardRecord();
        var line = Encoding.UTF8.GetBytes(Line("rung-finished", "REMEDY", "drop_caches", "OUTCOME", "partial", "GAIN",
            "20", "_HOSTNAME", "a"));
        Assert.True(record.TryRead(line));

        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            record.TryRead(line);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - beforeBytes);
    }

    [Fact]
    public void Distribution_Medians_AreExactWhereSmallAndNearWhereLarge()
    {
        var small = new Distribution();
        var large = new Distribution();
        foreach (var value in (long[])[-5, -1, 0, 7, 9])
        {
            small.Add(value);
        }

        foreach (var value in (long[])[1_000_000, 2_000_000, 3_000_000])
        {
            large.Add(value);
        }

        Assert.Equal((-5L, 0L, 9L, 10L), (small.At(1), small.At(500), small.At(1000), small.Sum));
        Assert.InRange(large.At(500)!.Value, 1_930_000, 2_000_000);
        Assert.Null(new Distribution().At(500));
    }

    [Fact]
    public void Distribution_Extremes_DoNotOverflow()
    {
        var all = new Distribution();
        all.Add(long.MaxValue);
        all.Add(long.MaxValue);
        all.Add(long.MinValue);

        Assert.True(all.At(1) < 0);
        Assert.Equal(3, all.Count);
    }

    private HistoryTally Tally() => new(_ended.Add);

    private void Take(HistoryTally tally, string name, params string[] fields)
    {
        var record = new GuardRecord();
        Assert.True(record.TryRead(Encoding.UTF8.GetBytes(Line(name, fields))));
        tally.Take(record);
    }

    private string Line(string name, params string[] fields)
    {
        var text = new StringBuilder(
            $"{{\"__REALTIME_TIMESTAMP\":\"{_second++ * 1_000_000}\",\"FRAGGUARD_EVENT\":\"{name}\"");
        for (var i = 0; i < fields.Length; i += 2)
        {
            text.Append($",\"{(fields[i][0] == '_' ? "" : "FRAGGUARD_")}{fields[i]}\":\"{fields[i + 1]}\"");
        }

        return text.Append('}').ToString();
    }
}
