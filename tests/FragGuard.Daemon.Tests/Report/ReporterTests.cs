using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using Serilog.Events;

namespace FragGuard.Daemon.Tests;

public sealed class ReporterTests
{
    [Fact]
    public void Failure_Flood_IsToldOnceAndItsRepeatsOnceInAWhile()
    {
        var journal = new Journal();
        for (var i = 0; i < 1000; i++)
        {
            journal.Reporter.Failure(Failure("java"));
            journal.Reporter.TellRepeats();
        }

        var first = journal.Events.ToArray();
        journal.Pass(RepeatCounter.Window);
        journal.Reporter.TellRepeats();
        journal.Reporter.TellRepeats();

        Assert.Single(first);
        Assert.Equal(2, journal.Events.Count);
        Assert.Equal("999", Journal.Field(journal.Events[1], "FRAGGUARD_COUNT"));
        Assert.Contains("999 more in 30 s", journal.Messages[1], StringComparison.Ordinal);
        Assert.Equal(1000, journal.Reporter.Tally.Failures);
    }

    [Fact]
    public void Stopped_RepeatsThatWereNotTold_AreToldFirst()
    {
        var journal = new Journal();
        journal.Reporter.Failure(Failure("java"));
        journal.Reporter.Failure(Failure("java"));

        journal.Reporter.Stopped("stop requested");

        Assert.Equal(3, journal.Events.Count);
        Assert.Equal("FragGuard stopping: stop requested", journal.Messages[2]);
    }

    [Fact]
    public void KernelLogLost_Again_IsToldOnceInAWhile()
    {
        var journal = new Journal();
        for (var i = 0; i < 100; i++)
        {
            journal.Reporter.KernelLogLost(7);
        }

        Assert.Equal(["kernel log overran: 7 records lost"], journal.Messages);
    }

    [Fact]
    public void Crashed_Fault_IsCritical()
    {
        var journal = new Journal();

        journal.Reporter.Crashed(new InvalidOperationException("state"));

        Assert.Equal(LogEventLevel.Fatal, journal.Events[0].Level);
        Assert.Equal(
            ("2", "crashed"),
            (Journal.Field(journal.Events[0], "PRIORITY"), Journal.Field(journal.Events[0], "FRAGGUARD_EVENT")));
    }

    [Fact]
    public void HookSaid_Output_IsOneRecord()
    {
        var journal = new Journal();

        journal.Reporter.HookSaid(new CommandOutput("/opt/hook", "stderr", "one\ntwo", 9));

        Assert.Equal(["/opt/hook wrote to stderr:\none\ntwo\n(9 more bytes left out)"], journal.Messages);
        Assert.Equal("hook-output", Journal.Field(journal.Events[0], "FRAGGUARD_EVENT"));
    }

    [Fact]
    public void Failure_TaskWithAHarmfulName_HasNoneOfItInItsFields()
    {
        var journal = new Journal();

        journal.Reporter.Failure(Failure("j\u202eva"));

        Assert.Equal(@"j\u202eva", Journal.Field(journal.Events[0], "FRAGGUARD_COMM"));
    }

    private static FailureReport Failure(string comm)
    {
        var line = System.Text.Encoding.UTF8.GetBytes(
            $"{comm}: page allocation failure: order:4, "
                + "mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null)");
        Assert.True(AllocationFailure.TryParseLogLine(line, out var failure));
        return FailureReport.Of(failure);
    }
}
