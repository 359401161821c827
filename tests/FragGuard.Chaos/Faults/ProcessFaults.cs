using System.Globalization;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Faults;

/// <summary>Processes die, freeze, multiply, and run into limits.</summary>
internal static class ProcessFaults
{
    internal static string Kill(Storm storm, Random random)
    {
        storm.Guard?.Signal(Libc.KillNow);
        storm.Guard?.WaitForEnd(Patience.Stop);
        var how = Draw(random);
        storm.StartGuard(how);
        return $"SIGKILL, and a new start{how.Words}";
    }

    internal static string Terminate(Storm storm, Random random)
    {
        storm.Guard?.Signal(Libc.Terminate);
        if (random.Next(3) == 0)
        {
            Thread.Sleep(random.Next(300));
            storm.Guard?.Signal(Libc.KillNow);
        }

        if (storm.Guard is { } guard && !guard.WaitForEnd(Patience.Stop))
        {
            storm.Findings.Add("hang", $"the guard does not stop after SIGTERM: {guard.Said}");
            guard.Signal(Libc.KillNow);
            guard.WaitForEnd(Patience.Stop);
        }

        var how = Draw(random);
        storm.StartGuard(how);
        return $"SIGTERM, and a new start{how.Words}";
    }

    internal static string Freeze(Storm storm, Random random)
    {
        var milliseconds = random.Next(50, 1500);
        storm.Guard?.Signal(Libc.Stop);
        Thread.Sleep(milliseconds);
        storm.Guard?.Signal(Libc.Continue);
        return $"frozen for {milliseconds} ms";
    }

    // As a service manager does that signals every process of a service, or the OOM killer.
    internal static string SignalChildren(Storm storm, Random random)
    {
        var signal = random.Next(2) == 0 ? Libc.Terminate : Libc.KillNow;
        if (storm.Guard is not { HasExited: false } guard)
        {
            return "no guard, no children";
        }

        var hit = 0;
        SpinWait.SpinUntil(() => (hit += SignalThem(guard.Pid, signal)) > 0, TimeSpan.FromMilliseconds(400));
        return $"signal {signal} to {hit} of the guard's children";
    }

    internal static string StartSecond(Storm storm, Random random)
    {
        if (storm.Second is { HasExited: true })
        {
            storm.EndSecond();
        }

        storm.Second ??= storm.Start(
            Launch.Plain, "run", "--root", storm.Tree.Root, "--config", storm.Tree.Root + FakeTree.Config);
        return "a second guard";
    }

    internal static string EndSecond(Storm storm, Random random)
    {
        storm.EndSecond();
        return "the second guard is stopped";
    }

    internal static string RunVerb(Storm storm, Random random)
    {
        string[][] verbs =
        [
            ["status"], ["status", "--json"], ["check", storm.Tree.Root + FakeTree.Config], ["restore"], ["restore"],
            ["remedy", "tune"], ["remedy", "tune", "--dry-run"], ["remedy", "drop_caches"],
            ["remedy", "compact_memory", "--node", "0"], ["--help"], ["check", "--system"],
        ];
        var verb = verbs[random.Next(verbs.Length)];
        if (verb is ["remedy", "tune"])
        {
            storm.Book.WasTunedByHand = true;
        }

        var how = Draw(random);
        _ = storm.RunVerb(how, [.. verb, "--root", storm.Tree.Root]);
        return $"fragguard {string.Join(' ', verb)}{how.Words}";
    }

    internal static string Limit(Storm storm, Random random)
    {
        if (storm.Guard is not { HasExited: false } guard)
        {
            return "no guard to limit";
        }

        var (resource, value, words) = random.Next(4) switch
        {
            0 => (Libc.LimitProcesses, 1UL, "processes"),
            1 => (Libc.LimitFiles, (ulong)random.Next(3, 40), "descriptors"),
            2 => (Libc.LimitFileBytes, (ulong)random.Next(0, 200), "bytes a file"),
            _ => (Libc.LimitProcesses, 1UL, "processes"),
        };
        Libc.SetLimit(guard.Pid, resource, value);
        storm.Lift("limits", () => Free(guard));
        return $"the guard may have no more than {value} {words}";
    }

    internal static string Unlimit(Storm storm, Random random)
    {
        storm.LiftNow("limits");
        return "no limits";
    }

    internal static string Reboot(Storm storm, Random random)
    {
        storm.WaitForVerbs();
        if (storm.Second is { } second)
        {
            second.Signal(Libc.KillNow);
            storm.EndSecond();
        }

        storm.Guard?.Signal(Libc.KillNow);
        storm.Guard?.WaitForEnd(Patience.Stop);
        storm.LiftNow("knob");
        foreach (var (_, path, original, _) in FakeTree.Knobs)
        {
            storm.Tree.Write(path, original + "\n");
        }

        storm.Book.Reboot();
        storm.Boot++;
        storm.Tree.Write(FakeTree.BootId, FakeTree.BootIdOf(storm.Boot));
        foreach (var file in Directory.GetFileSystemEntries(storm.Tree.Root + FakeTree.RunDirectory))
        {
            try
            {
                MemoryFaults.Remove(storm.Tree, file[storm.Tree.Root.Length..]);
            }
            catch (IOException)
            {
                // Read-only just now.
            }
        }

        storm.StartGuard(Launch.Plain);
        return string.Create(CultureInfo.InvariantCulture, $"a reboot into boot {storm.Boot}");
    }

    internal static void Free(GuardProcess guard)
    {
        foreach (var resource in (int[])[Libc.LimitProcesses, Libc.LimitFiles, Libc.LimitFileBytes])
        {
            Libc.SetLimit(guard.Pid, resource, resource == Libc.LimitFiles ? 1 << 16 : ulong.MaxValue);
        }
    }

    private static Launch Draw(Random random) =>
        random.Next(2) == 0 ? Launch.Plain : Launch.All[random.Next(Launch.All.Length)];

    private static int SignalThem(int pid, int signal)
    {
        var hit = 0;
        try
        {
            foreach (var task in Directory.GetDirectories($"/proc/{pid}/task"))
            {
                var children = File.ReadAllText(task + "/children");
                foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    hit += Libc.Kill(int.Parse(child, CultureInfo.InvariantCulture), signal) == 0 ? 1 : 0;
                }
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }

        return hit;
    }
}
