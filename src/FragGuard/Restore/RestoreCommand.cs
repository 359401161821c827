using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard restore</c>: puts tuned settings back, whatever their restore policy says.</summary>
internal static class RestoreCommand
{
    internal static Command Create()
    {
        var command = new Command("restore", "Put tuned kernel settings back to what they were before FragGuard changed them.");
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed)));
        return command;
    }

    private static int Run(KernelRoot root)
    {
        using var guard = new Guard(new GuardSettings { Ladder = [] }, MachineProbe.Probe(root), root);
        if (guard.Warning is { } warning)
        {
            Console.Error.WriteLine("fragguard: " + warning);
        }

        if (guard.Tuned.All.Count == 0)
        {
            Console.WriteLine("nothing is tuned");
            return ExitCodes.Ok;
        }

        guard.StartRestore(
            [RestorePolicy.OnClear, RestorePolicy.OnStop, RestorePolicy.Never],
            change => Console.WriteLine(EventText.Of(change)),
            GuardLoop.Now);
        var result = RungRunner.WaitFor(guard.Executor);
        return Tell(result, guard.Tuned.All.Count);
    }

    private static int Tell(RungResult result, int left)
    {
        switch (result.End)
        {
            case RungEnd.Busy:
                Console.Error.WriteLine("fragguard: another FragGuard process is writing; try again when it is done");
                return ExitCodes.No;
            case RungEnd.Failed or RungEnd.TimedOut:
                Console.Error.WriteLine("fragguard: " + result.Text);
                return ThisProcess.IsRoot ? ExitCodes.No : ExitCodes.NoPermission;
            default:
                return left == 0 ? ExitCodes.Ok : ExitCodes.No;
        }
    }
}
