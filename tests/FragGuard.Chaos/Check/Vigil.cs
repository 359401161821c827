using FragGuard.Chaos.Faults;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Check;

/// <summary>What must hold at every moment of the storm, looked at after each of its steps.</summary>
internal sealed class Vigil(Storm storm)
{
    private bool _wasFlagged;

    internal void Look()
    {
        storm.Book.Look(storm.Stands(KnobFaults.Key));
        RebootIsEarned();
        if (storm.Guard is { HasExited: true } guard)
        {
            Exits.CheckGuard(guard, storm.Findings);
            return;
        }

        IsFed();
    }

    private void RebootIsEarned()
    {
        if (_wasFlagged || !File.Exists(storm.Tree.Root + FakeTree.RebootFlag))
        {
            return;
        }

        _wasFlagged = true;
        if (!storm.Book.SomethingRan)
        {
            storm.Findings.Add("reboot", "a reboot is flagged though no rung wrote anything");
        }
    }

    // A guard that is started, not frozen and not told to stop feeds the watchdog ten times a second.
    private void IsFed()
    {
        var count = storm.Tree.Manager.Count;
        var hasHeard = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(5);
                return storm.Tree.Manager.Count > count || storm.Guard is not { HasExited: false };
            },
            Patience.Silence);
        if (!hasHeard)
        {
            storm.Findings.Add("hang", "the watchdog is not fed");
        }
    }
}
