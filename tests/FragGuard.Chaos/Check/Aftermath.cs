using System.Text.Json;
using FragGuard.Chaos.Faults;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Check;

/// <summary>After the storm every fault is lifted. Then the guard must do its work again: close, act, close, stop, and
/// leave everything as it was.</summary>
internal sealed class Aftermath(Storm storm)
{
    private const string Feed = "WATCHDOG=1";
    private const string StatusFile = FakeTree.RunDirectory + "/status.json";

    private readonly FakeTree _tree = storm.Tree;
    private readonly Findings _findings = storm.Findings;

    /// <summary>Checks everything that has to hold; the guard is stopped afterwards.</summary>
    internal void Check()
    {
        _tree.Write(FakeTree.Config, Configs.Good[0]);
        Settle();
        if (storm.Guard is { HasExited: false })
        {
            Work();
            Stop();
        }

        Restore();
        Texts.CheckJournal(_tree.Journal.Since(0), _findings);
        OneGuardActs();
        TreeIsClean();
    }

    // A guard that lives must take the good settings; one that has ended must start.
    private void Settle()
    {
        var journal = _tree.Journal.Count;
        if (storm.Guard is { HasExited: false, WasReady: false } starting)
        {
            // It may have met a fault at its start, and may end of it yet; a signal would come too soon.
            _ = SpinWait.SpinUntil(() => Pause() && (starting.HasExited || starting.WasReady), Patience.Ready);
        }

        if (storm.Guard is { HasExited: false } guard)
        {
            guard.Signal(Libc.HangUp);
            if (!Waits(() => Told(journal, guard.Pid, "config-reloaded")))
            {
                Stuck("SIGHUP with good settings after the faults: they are not taken", guard);
            }

            return;
        }

        var manager = _tree.Manager.Count;
        storm.StartGuard(Launch.Plain);
        var pid = storm.Guard!.Pid;
        var isReady = SpinWait.SpinUntil(
            () => Pause() && (storm.Guard.HasExited || _tree.Manager.Since(manager).Exists(said =>
                said.Pid == pid && said.Text.Contains("READY=1", StringComparison.Ordinal))),
            Patience.Ready);
        if (!isReady || storm.Guard.HasExited)
        {
            Stuck("a start on a machine where everything is well again does not become ready", storm.Guard);
        }
    }

    private void Work()
    {
        var guard = storm.Guard!;
        _tree.Write(FakeTree.BuddyInfo, FakeTree.Memory.Healthy);
        if (!Require(IsClosed, guard, "memory is healthy, but the incident is not closed"))
        {
            return;
        }

        var journal = _tree.Journal.Count;
        _tree.Write(FakeTree.BuddyInfo, FakeTree.Memory.Fragmented);
        bool HasTold(string name) => Told(journal, guard.Pid, name);
        // It may have opened one between the look at its status and the first record that is counted.
        if (Require(() => HasTold("incident-opened") || IsOpen(), guard, "memory is fragmented, but no incident opens")
            && Require(() => HasTold("rung-started"), guard, "an incident is open, but no rung runs"))
        {
            _tree.Write(FakeTree.BuddyInfo, FakeTree.Memory.Healthy);
            _ = Require(() => HasTold("incident-closed"), guard, "what was opened is not closed again");
        }
    }

    private void Stop()
    {
        var guard = storm.Guard!;
        guard.Signal(Libc.Terminate);
        if (!guard.WaitForEnd(Patience.Stop))
        {
            Stuck("the guard does not stop after SIGTERM", guard);
            guard.Signal(Libc.KillNow);
            guard.WaitForEnd(Patience.Stop);
        }

        Exits.CheckGuard(guard, _findings);
        if (!storm.Book.WasTunedByHand && CheckKnobs("left-tuned", "after a stop") > 0)
        {
            _findings.Add("left-tuned", $"its last words:\n{LastWords(guard)}");
        }
    }

    private void Restore()
    {
        var restore = storm.RunVerb(Launch.Plain, "restore", "--root", _tree.Root);
        storm.WaitForVerbs();
        _ = CheckKnobs("original-lost", $"after a stop and `fragguard restore` ({restore.Said.Trim()})");
    }

    private int CheckKnobs(string kind, string when)
    {
        var count = 0;
        foreach (var (name, path, _, _) in FakeTree.Knobs)
        {
            var value = _tree.Read(path);
            if (!storm.Book.Expected(path).Contains(value))
            {
                _findings.Add(kind, $"{when} {name} is {value}, not {string.Join(" or ", storm.Book.Expected(path))}");
                count++;
            }
        }

        return count;
    }

    // Two guards that both act, both ready and both alive.
    private void OneGuardActs()
    {
        var starts = _tree.Journal.Since(0).FindAll(record => record.Field("FRAGGUARD_EVENT") == "rung-started");
        var stops = _tree.Journal.Since(0).FindAll(record => record.Field("FRAGGUARD_EVENT") == "stopped");
        var lives = storm.Guards.ToDictionary(
            guard => guard.Pid, guard => (From: guard.StartedAt, To: EndOf(guard, stops)));
        var ours = starts.FindAll(start => lives.ContainsKey(start.Pid));
        foreach (var first in ours)
        {
            var beside = ours.Find(other => other.Pid != first.Pid
                && IsAlive(lives[other.Pid], first.At) && IsAlive(lives[first.Pid], other.At));
            if (beside is not null)
            {
                _findings.Add("two-guards", "two guards on one machine run rungs at the same time: "
                    + $"{first.Pid} \"{first.Field("MESSAGE")}\", {beside.Pid} \"{beside.Field("MESSAGE")}\"");
                return;
            }
        }
    }

    // Another may act as soon as it is killed or says that it has stopped, before its end is seen here.
    private static long EndOf(GuardProcess guard, List<Inbox.Message> stops) => Math.Min(
        Math.Min(guard.EndedAt ?? long.MaxValue, guard.KilledAt ?? long.MaxValue),
        stops.Find(stop => stop.Pid == guard.Pid)?.At ?? long.MaxValue);

    private static bool IsAlive((long From, long To) life, long at) => life.From < at && at < life.To;

    private void TreeIsClean()
    {
        if (Directory.EnumerateFileSystemEntries(_tree.WorkingDirectory).Any())
        {
            _findings.Add("stray-write", "something was written to the working directory");
        }

        foreach (var file in Directory.EnumerateFiles(_tree.Root, "*", SearchOption.AllDirectories))
        {
            var path = file[_tree.Root.Length..];
            if (!MayExist(path))
            {
                _findings.Add("stray-write", $"{path} was made");
            }
        }

        foreach (var (path, content) in FakeTree.KernelFiles)
        {
            if (_tree.Read(path) != content.Trim())
            {
                _findings.Add("stray-write", $"{path} was changed");
            }
        }

        foreach (var trigger in FakeTree.Triggers)
        {
            if (_tree.Read(trigger) is not ("" or "1" or "2" or "3"))
            {
                _findings.Add("stray-write", $"{trigger} was given {_tree.Read(trigger)}");
            }
        }
    }

    private static bool MayExist(string path) =>
        path.StartsWith(FakeTree.RunDirectory, StringComparison.Ordinal)
        || path.StartsWith(FakeTree.StateDirectory, StringComparison.Ordinal)
        || path.StartsWith("/proc/", StringComparison.Ordinal)
        || path is FakeTree.RebootFlag or FakeTree.Config or FakeTree.Kmsg or "/pagesize" or "/run/notify"
            or "/run/systemd/journal/socket" or "/new" or "/odd"
        || FakeTree.Triggers.Contains(path);

    // A guard that can write no status (its files may be too small for it) is asked for its records.
    private bool IsClosed() => HasStatus(JsonValueKind.Null)
        || (!File.Exists(_tree.Root + StatusFile)
            && LastTold("incident-opened", "incident-closed") != "incident-opened");

    private bool IsOpen() => HasStatus(JsonValueKind.Object);

    private bool HasStatus(JsonValueKind incident)
    {
        try
        {
            using var status = JsonDocument.Parse(_tree.Read(StatusFile));
            return status.RootElement.GetProperty("incident").ValueKind == incident
                && status.RootElement.GetProperty("zones").GetArrayLength() > 0;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool Require(Func<bool> holds, GuardProcess guard, string otherwise)
    {
        var isSo = Waits(holds);
        if (!isSo)
        {
            Stuck(otherwise, guard);
        }

        return isSo;
    }

    private bool Waits(Func<bool> holds) => Wait(storm, holds);

    /// <summary>Waits for something that is due, for as many turns of the guard as must be enough.</summary>
    internal static bool Wait(Storm storm, Func<bool> holds)
    {
        var (feeds, from) = (storm.Tree.Manager.Count, Environment.TickCount64);
        var quiet = from;
        var seen = feeds;
        while (!holds())
        {
            Pause();
            var count = storm.Tree.Manager.Count;
            (quiet, seen) = count > seen ? (Environment.TickCount64, count) : (quiet, seen);
            var isSilent = Environment.TickCount64 - quiet > Patience.Silence.TotalMilliseconds;
            if (isSilent || storm.Guard is not { HasExited: false }
                || storm.Tree.Manager.Since(feeds).Count(said => said.Text == Feed) > Patience.Feeds)
            {
                return holds();
            }
        }

        return true;
    }

    private bool Told(int since, int pid, string name) => _tree.Journal.Since(since).Exists(record =>
        record.Pid == pid && record.Field("FRAGGUARD_EVENT") == name);

    private string? LastTold(params string[] names) => _tree.Journal.Since(0)
        .FindLast(record => record.Pid == storm.Guard!.Pid && names.Contains(record.Field("FRAGGUARD_EVENT")))
        ?.Field("FRAGGUARD_EVENT");

    private void Stuck(string what, GuardProcess guard)
    {
        var ended = guard.HasExited ? $"; it has ended with {guard.ExitCode}" : "";
        _findings.Add("stuck", $"{what}{ended}. Its last words:\n{LastWords(guard)}");
    }

    private string LastWords(GuardProcess guard)
    {
        var records = _tree.Journal.Since(0).Where(record => record.Pid == guard.Pid).TakeLast(12);
        return string.Join('\n', records.Select(record => "      " + record.Field("MESSAGE"))) + guard.Said;
    }

    private static bool Pause()
    {
        Thread.Sleep(10);
        return true;
    }
}
