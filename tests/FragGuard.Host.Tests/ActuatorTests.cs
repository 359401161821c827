using FragGuard.Kernel;

namespace FragGuard.Host.Tests;

public sealed class ActuatorTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly WriterLock _lock;

    public ActuatorTests() => _lock = WriterLock.TryOpen(_tree.Root, "/run/fragguard/writer.lock", out _)!;

    public void Dispose()
    {
        _lock.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void Start_CommandThatFails_TellsItsExitCode()
    {
        var result = Run(new CommandRun(["/bin/sh", "-c", "exit 7"], []));

        Assert.Equal(new StepResult(StepEnd.Failed, "/bin/sh: exit code 7", 7), result);
    }

    [Fact]
    public void Start_Command_GetsTheIncidentAndNothingOfOurEnvironment()
    {
        var output = _tree.Root.Path("/out");

        var result = Run(new CommandRun(["/usr/bin/env"], []) with
        {
            Command = ["/bin/sh", "-c", $"env > {output}"],
            Environment = ["FRAGGUARD_NODE=1"],
        });

        Assert.Equal(StepEnd.Done, result.End);
        var names = File.ReadAllLines(output).Select(line => line.Split('=')[0]).ToHashSet();
        Assert.Contains("FRAGGUARD_NODE", names);
        Assert.Contains("PATH", names);
        Assert.DoesNotContain("HOME", names);
    }

    [Fact]
    public void Start_ProgramThatIsNotThere_FailsInWords()
    {
        var result = Run(new CommandRun(["/no/such/hook"], []));

        Assert.Equal(StepEnd.Failed, result.End);
        Assert.StartsWith("/no/such/hook: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_FileMark_CreatesTheFileAndLeavesAnExistingOneAlone()
    {
        _tree.Write("/run/reboot-required", "by somebody else");

        Assert.Equal(StepEnd.Done, Run(new FileMark("/run/reboot-required")).End);
        Assert.Equal(StepEnd.Done, Run(new FileMark("/run/other")).End);

        Assert.Equal("by somebody else", _tree.Read("/run/reboot-required"));
        Assert.Equal("", _tree.Read("/run/other"));
    }

    [Fact]
    public void Start_DryRun_DoesNothingOfAnyKind()
    {
        var mark = _tree.Root.Path("/run/marked");
        var actuator = new DryRunActuator();

        RemedyStep[] steps =
        [
            new KnobWrite("/proc/sys/vm/drop_caches", "1"),
            new CommandRun(["/bin/touch", mark], []),
            new FileMark("/run/marked"),
        ];
        foreach (var step in steps)
        {
            using var job = actuator.Start(step);
            Assert.True(job.TryEnd(out var result));
            Assert.Equal(StepEnd.DryRun, result.End);
        }

        Assert.False(File.Exists(mark));
    }

    private StepResult Run(RemedyStep step)
    {
        using var job = new Actuator("/no/such/fragguard", _tree.Root, _lock).Start(step);
        var result = default(StepResult);
        Assert.True(SpinWait.SpinUntil(() => job.TryEnd(out result), TimeSpan.FromMinutes(1)));
        return result;
    }
}
