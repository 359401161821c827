using System.CommandLine;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard restore</c>: puts tuned settings back, whatever their restore policy says.</summary>
internal static class RestoreCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    internal static Command Create()
    {
        var command = new Command(
            "restore", "Put tuned kernel settings back to what they were before FragGuard changed them.");
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed)));
        return command;
    }

    private static int Run(KernelRoot root)
    {
        using var guard = new RemedyRunner(new GuardSettings { Ladder = [] }, MachineProbe.Probe(root), root, Warn);
        using var journal = CommandJournal.Open(root);

        // What cannot be looked at is unknown: it is no success to put nothing back then.
        var obstacle = guard.Obstacle ?? guard.Observe();
        if (obstacle is not null)
        {
            return Fail($"nothing is put back: {obstacle}");
        }

        if (guard.Known.Count == 0)
        {
            Console.WriteLine("nothing is tuned");
            return ExitCodes.Ok;
        }

        var result = PutBack(guard, change =>
        {
            journal.Report(change);
            Console.WriteLine(EventText.Of(change));
        });
        return Report(result, guard);
    }

    // Another process writes for a moment only, unless it compacts.
    private static RungResult PutBack(RemedyRunner guard, Action<TunableChange> changed)
    {
        for (var since = GuardLoop.Now; ; Thread.Sleep(RetryInterval))
        {
            guard.StartPutBack(_ => true, changed, GuardLoop.Now);
            var result = RungRunner.WaitFor(guard.Executor);
            if (!result.IsPutOff || GuardLoop.Now - since >= Patience)
            {
                return result;
            }
        }
    }

    private static int Report(RungResult result, RemedyRunner guard)
    {
        switch (result.End)
        {
            case RungEnd.Busy:
                return Fail("nothing is put back: another FragGuard process is writing; try again when it is done");
            case RungEnd.NotStarted or RungEnd.Failed or RungEnd.TimedOut:
                return Fail(result.Text ?? "not everything is put back");
            default:
                return guard.Observe() is { } unread ? Fail(unread)
                    : guard.Known.Count > 0 ? Fail("not everything is put back: run it again")
                    : ExitCodes.Ok;
        }
    }

    private static int Fail(string why)
    {
        Warn(why);
        return ThisProcess.IsRoot ? ExitCodes.No : ExitCodes.NoPermission;
    }

    private static void Warn(string what) => Console.Error.WriteLine("fragguard: " + what);
}
