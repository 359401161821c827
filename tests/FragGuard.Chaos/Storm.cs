using FragGuard.Chaos.Check;
using FragGuard.Chaos.Faults;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos;

/// <summary>One case while it is played: the machine, the guards on it, and what has to be lifted again.</summary>
internal sealed class Storm : IDisposable
{
    private readonly List<(string Key, Action Undo)> _lifts = [];
    private readonly List<GuardProcess> _verbs = [];
    private readonly List<GuardProcess> _ended = [];

    internal Storm(Plan plan, string binary, Findings findings)
    {
        (Plan, Binary, Findings, Boot) = (plan, binary, findings, plan.Number);
        Tree = new FakeTree(plan.Number, plan.Machine.Owner);
        Book = new Book(Tree);
        if (plan.Machine.SmallRunKib > 0)
        {
            _ = Tree.MountSmall(FakeTree.RunDirectory, plan.Machine.SmallRunKib);
        }

        if (plan.Machine.SmallStateKib > 0)
        {
            _ = Tree.MountSmall(FakeTree.StateDirectory, plan.Machine.SmallStateKib);
        }

        Tree.Write(FakeTree.Config, Configs.Good[plan.Machine.Config]);
        if (plan.Machine.IsFragmented)
        {
            Tree.Write(FakeTree.BuddyInfo, FakeTree.Memory.Fragmented);
        }

        Tree.GiveTo(plan.Machine.Owner);
    }

    internal Plan Plan { get; }

    internal string Binary { get; }

    internal FakeTree Tree { get; }

    /// <summary>What every file must be in the end.</summary>
    internal Book Book { get; }

    internal Findings Findings { get; }

    /// <summary>The guard of the machine; null before the first start.</summary>
    internal GuardProcess? Guard { get; private set; }

    /// <summary>Another one beside it.</summary>
    internal GuardProcess? Second { get; set; }

    /// <summary>Which boot it is: the number of the case, and one more with each reboot.</summary>
    internal int Boot { get; set; }

    /// <summary>The settings are a dry run, or the guard refused to start: nothing needs to be done.</summary>
    internal bool IsLimited { get; set; }

    /// <summary>Every guard there was.</summary>
    internal IEnumerable<GuardProcess> Guards =>
        _ended.Concat(Guard is null ? [] : [Guard]).Concat(Second is null ? [] : [Second]);

    /// <summary>Starts the guard if none runs.</summary>
    internal void StartGuard(Launch how)
    {
        if (Guard is { HasExited: false })
        {
            return;
        }

        if (Guard is { } before)
        {
            Exits.CheckGuard(before, Findings);
            _ended.Add(before);
        }

        IsLimited = false;
        Guard = Start(how, "run", "--root", Tree.Root, "--config", Tree.Root + FakeTree.Config);
    }

    internal void EndSecond()
    {
        if (Second is { } second)
        {
            second.Signal(Libc.Continue);
            second.Signal(Libc.Terminate);
            if (!second.WaitForEnd(Patience.Stop))
            {
                Findings.Add("hang", $"the second guard does not stop after SIGTERM: {second.Said}");
                second.Signal(Libc.KillNow);
            }

            Exits.CheckGuard(second, Findings);
            _ended.Add(second);
            Second = null;
        }
    }

    internal GuardProcess Start(Launch how, params string[] arguments) =>
        GuardProcess.Start(Tree, Binary, Plan.Machine.Owner, how, arguments);

    /// <summary>Runs a verb beside the guard; it is waited for at the end of the storm.</summary>
    internal GuardProcess RunVerb(Launch how, params string[] arguments)
    {
        var verb = Start(how, arguments);
        _verbs.Add(verb);
        return verb;
    }

    /// <summary>Notes how a fault is undone. A fault of the same key that is still there is undone first.</summary>
    internal void Lift(string key, Action undo)
    {
        LiftNow(key);
        _lifts.Add((key, undo));
    }

    internal void LiftNow(string key)
    {
        var at = _lifts.FindIndex(lift => lift.Key == key);
        if (at >= 0)
        {
            var undo = _lifts[at].Undo;
            _lifts.RemoveAt(at);
            undo();
        }
    }

    internal bool Stands(string key) => _lifts.Exists(lift => lift.Key == key);

    /// <summary>Does something at an instant at which no guard and no writer child is about to write.</summary>
    internal void Quietly(Action action)
    {
        WaitForVerbs();
        GuardProcess[] guards = [.. Guards.Where(guard => !guard.HasExited)];
        foreach (var guard in guards)
        {
            guard.Signal(Libc.Stop);
        }

        // A writer takes milliseconds; one that is stuck in a pipe has not written.
        SpinWait.SpinUntil(() => !Array.Exists(guards, guard => guard.HasChildren()), TimeSpan.FromMilliseconds(1500));
        action();
        foreach (var guard in guards)
        {
            guard.Signal(Libc.Continue);
        }
    }

    /// <summary>Waits for the verbs that run beside the guard, and checks how they ended.</summary>
    internal void WaitForVerbs()
    {
        foreach (var verb in _verbs)
        {
            if (!verb.WaitForEnd(Patience.Verb))
            {
                Findings.Add("hang", $"{verb.Command} does not end: {verb.Said}");
                verb.Signal(Libc.KillNow);
                verb.WaitForEnd(Patience.Verb);
            }

            Exits.CheckVerb(verb, Findings);
            verb.Dispose();
        }

        _verbs.Clear();
    }

    /// <summary>Undoes every fault that still stands; the last one first.</summary>
    internal void LiftAll()
    {
        while (_lifts.Count > 0)
        {
            LiftNow(_lifts[^1].Key);
        }

        WaitForVerbs();
        EndSecond();
        Tree.Write(FakeTree.BuddyInfo, FakeTree.Memory.Fragmented);
        foreach (var (path, content) in FakeTree.KernelFiles)
        {
            Tree.Write(path, content);
        }
    }

    public void Dispose()
    {
        foreach (var process in Guards.Concat(_verbs))
        {
            process.Dispose();
        }

        Tree.Dispose();
    }
}

/// <summary>How long something may take on a machine that is busy with other work.</summary>
internal static class Patience
{
    internal static readonly TimeSpan Ready = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan Stop = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan Verb = TimeSpan.FromSeconds(60);

    /// <summary>Ticks and watchdog feeds come ten times a second: so many are enough for what is due.</summary>
    internal const int Feeds = 300;

    /// <summary>A guard that has not been heard of for so long hangs.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
}
