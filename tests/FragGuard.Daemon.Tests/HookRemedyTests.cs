using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class HookRemedyTests
{
    [Fact]
    public void Run_ProgramThatOthersMayWriteByThen_IsRefusedInWords()
    {
        using var tree = new FakeTree();
        var program = tree.Write("/opt/hook", "#!/bin/sh\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(
            tree.Root.Path("/opt"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (hook, settings) = (new HookRemedy(), new HookSettings { Command = [program] });
        var ground = new RemedyEnvironment(tree.Root, MachineProbe.Probe(tree.Root), dryRun: false);
        var atStart = hook.Probe(settings, ground);

        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        var run = new RemedyContext(ground, [], new NoTunedSettings(), [], _ => { });
        var steps = hook.Run(settings, run).ToList();

        Assert.Equal(ReasonCode.None, atStart.Code);
        Assert.Equal(ReasonCode.UnsafeProgram, hook.Probe(settings, ground).Code);
        Assert.Empty(steps);
        Assert.StartsWith($"{program} may be written by everybody", run.Error, StringComparison.Ordinal);
    }
}
