using System.Text;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Faults;

/// <summary>What the guard keeps on disk: garbage in it, no room for it, no right to it, locks on it.</summary>
internal static class StateFaults
{
    private const string Tuned = FakeTree.StateDirectory + "/tuned.json";
    private const string Ladder = FakeTree.StateDirectory + "/ladder.json";
    private const string Status = FakeTree.RunDirectory + "/status.json";

    private static readonly string[] Contents =
    [
        "", "{", "[]", "null", "7", "\"\0\"", "{\"version\": 1}", "{\"version\": 2, \"incident\": 5}",
        "{\"version\":\"1\",\"boot_id\":null,\"tuned\":null}",
        "{\"version\":1,\"boot_id\":\"BOOT\",\"incident\":9223372036854775807,\"recovered_by\":0,"
            + "\"recovered_at_ms\":9223372036854775807,\"rungs\":[]}",
        "{\"version\":1,\"boot_id\":\"BOOT\",\"incident\":-9223372036854775808,\"rungs\":[{\"remedy\":\"drop_caches\","
            + "\"fruitless_runs\":2147483647,\"ended_at_ms\":9223372036854775807,"
            + "\"runs_at_ms\":[9223372036854775807]}]}",
        "{\"version\":1,\"boot_id\":\"BOOT\",\"incident\":1,\"rungs\":[{\"remedy\":\"drop_caches\","
            + "\"fruitless_runs\":60,"
            + "\"ended_at_ms\":900000000000,\"runs_at_ms\":[900000000000]},{\"remedy\":\"compact_memory\","
            + "\"fruitless_runs\":-7,\"ended_at_ms\":900000000000,\"runs_at_ms\":[-5]},{\"remedy\":null}]}",
        "{\"version\":1,\"boot_id\":\"BOOT\",\"incident\":1e400,\"rungs\":{}}",
        "{\"version\":1,\"boot_id\":\"BOOT\",\"tuned\":[{\"knob\":\"vm.swappiness\\u0000\",\"path\":\"/etc/shadow\","
            + "\"original\":\"1\",\"value\":\"2\",\"restore\":\"on_stop\"}]}",
        "{\"pid\":1,\"error\":\"\\u001b[31m\\u202e\",\"zones\":[],\"incident\":{\"id\":1,"
            + "\"phase\":\"\\u001b]0;x\\u0007\","
            + "\"opened_at_s\":1e300,\"tried\":[\"\\u001b[2J\"]},\"actions\":[\"\\u001b[31mred\\u2028\"]}",
        "{\"pid\":99999999999999999999,\"error\":7,\"zones\":{},\"incident\":[],\"actions\":\"x\"}",
    ];

    internal static string Garbage(Storm storm, Random random)
    {
        var path = DrawFile(random);
        var text = Contents[random.Next(Contents.Length)]
            .Replace("BOOT", FakeTree.BootIdOf(storm.Boot).Trim(), StringComparison.Ordinal);
        var isText = random.Next(6) > 0;
        byte[] content = isText ? Encoding.UTF8.GetBytes(text) : [0x7b, 0xff, 0xfe, 0x00, 0x7d];
        storm.Quietly(() =>
        {
            LoseIfTuned(storm, path);
            storm.Tree.Write(path, content);
        });
        MaybeRestart(storm, random);
        return $"{path} is now {(isText ? text : "not UTF-8")}";
    }

    internal static string OddFile(Storm storm, Random random)
    {
        var path = DrawFile(random);
        var words = "";
        storm.Quietly(() =>
        {
            LoseIfTuned(storm, path);
            words = Try(() => OddFiles.Put(storm.Tree, path, random));
        });
        storm.Lift("odd " + path, () => RemoveOdd(storm.Tree, path));
        MaybeRestart(storm, random);
        return words;
    }

    /// <summary>One bad entry more among the stored originals, or a version that is to come: none of the others may be
    /// lost by it.</summary>
    internal static string AddBadTunedEntry(Storm storm, Random random)
    {
        var isNewer = random.Next(3) == 0;
        var words = "nothing is tuned, no entry added";
        storm.Quietly(() =>
        {
            var text = storm.Tree.Read(Tuned);
            if (text.Contains("\"tuned\": [", StringComparison.Ordinal))
            {
                words = isNewer ? "tuned.json is of version 2" : "a bad entry among the stored originals";
                storm.Tree.Write(Tuned, isNewer
                    ? text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal)
                    : text.Replace(
                        "\"tuned\": [", "\"tuned\": [{\"knob\":null,\"path\":7},", StringComparison.Ordinal));
                storm.Guard?.Signal(Libc.KillNow);
            }
        });
        storm.Guard?.WaitForEnd(Patience.Stop);
        storm.StartGuard(Launch.Plain);
        return words + ", and a new start";
    }

    internal static string Unreadable(Storm storm, Random random)
    {
        string[] paths =
        [
            Tuned, Ladder, Status, FakeTree.Config, FakeTree.Knobs[0].Path, FakeTree.BuddyInfo, FakeTree.BootId,
            "/proc/pressure/memory",
        ];
        var path = paths[random.Next(paths.Length)];
        var file = storm.Tree.Root + path;
        if (!File.Exists(file) || storm.Tree.IsLink(path))
        {
            return $"{path} is not there";
        }

        var mode = File.GetUnixFileMode(file);
        Try(() => File.SetUnixFileMode(file, UnixFileMode.None));
        storm.Lift("mode " + path, () =>
        {
            // The guard may have put a file of its own in its place meanwhile.
            if (File.Exists(file) && !storm.Tree.IsLink(path) && File.GetUnixFileMode(file) == UnixFileMode.None)
            {
                Try(() => File.SetUnixFileMode(file, mode));
            }
        });
        MaybeRestart(storm, random);
        return $"{path} has mode 0000";
    }

    internal static string LockFile(Storm storm, Random random)
    {
        string[] paths =
            [FakeTree.Config, FakeTree.BuddyInfo, FakeTree.BootId, "/proc/uptime", FakeTree.Knobs[0].Path, Tuned];
        var path = paths[random.Next(paths.Length)];
        if (new FileInfo(storm.Tree.Root + path) is not { Exists: true, LinkTarget: null })
        {
            return $"{path} is not there";
        }

        var fd = Libc.Lock(storm.Tree.Root + path);
        storm.Lift("lock " + path, () => _ = Libc.Close(fd));
        MaybeRestart(storm, random);
        return $"somebody holds an exclusive lock on {path}";
    }

    internal static string LockWriter(Storm storm, Random random)
    {
        var fd = Libc.Lock(storm.Tree.Root + FakeTree.RunDirectory + "/writer.lock");
        var milliseconds = random.Next(4) == 0 ? 0 : random.Next(100, 3000);
        storm.Lift("writer", () => _ = Libc.Close(fd));
        if (milliseconds > 0)
        {
            Thread.Sleep(milliseconds);
            storm.LiftNow("writer");
        }

        return $"somebody else holds the writer's lock for {(milliseconds == 0 ? "long" : $"{milliseconds} ms")}";
    }

    internal static string FillUp(Storm storm, Random random)
    {
        var directory = random.Next(2) == 0 ? FakeTree.RunDirectory : FakeTree.StateDirectory;
        var setup = storm.Plan.Machine;
        if ((directory == FakeTree.RunDirectory ? setup.SmallRunKib : setup.SmallStateKib) == 0)
        {
            return $"{directory} cannot be filled up here";
        }

        var ballast = storm.Tree.Root + directory + "/ballast";
        storm.Lift("full " + directory, () => Try(() => File.Delete(ballast)));
        Try(() =>
        {
            using var file = File.Open(ballast, FileMode.Append);
            var page = new byte[1024];
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        });
        return $"{directory} is full";
    }

    internal static string Free(Storm storm, Random random)
    {
        storm.LiftNow("full " + FakeTree.RunDirectory);
        storm.LiftNow("full " + FakeTree.StateDirectory);
        return "there is room again";
    }

    internal static string ReadOnly(Storm storm, Random random)
    {
        var directory = random.Next(2) == 0 ? FakeTree.RunDirectory : FakeTree.StateDirectory;
        storm.Tree.MakeReadOnly(directory, isReadOnly: true);
        storm.Lift("read-only " + directory, () => storm.Tree.MakeReadOnly(directory, isReadOnly: false));
        return $"{directory} is read-only, where it is a file system of its own";
    }

    private static string DrawFile(Random random) => random.Next(3) switch { 0 => Tuned, 1 => Ladder, _ => Status };

    // Half the time the guard meets what was left for it by a restart.
    private static void MaybeRestart(Storm storm, Random random)
    {
        if (random.Next(2) == 0)
        {
            storm.Guard?.Signal(Libc.KillNow);
            storm.Guard?.WaitForEnd(Patience.Stop);
            storm.StartGuard(Launch.Plain);
        }
    }

    private static void LoseIfTuned(Storm storm, string path)
    {
        if (path == Tuned && new FileInfo(storm.Tree.Root + path).Exists)
        {
            storm.Book.LoseOriginals();
        }
    }

    // The guard may have put a good file in its place meanwhile.
    private static void RemoveOdd(FakeTree tree, string path)
    {
        var file = new FileInfo(tree.Root + path);
        if (tree.IsLink(path) || Directory.Exists(file.FullName)
            || (file.Exists && (file.Length > 1 << 30 || (file.UnixFileMode & UnixFileMode.OtherWrite) != 0)))
        {
            Try(() => MemoryFaults.Remove(tree, path));
        }
    }

    private static void Try(Action action) => Try(() =>
    {
        action();
        return "";
    });

    private static string Try(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"it was tried, but: {fault.Message}";
        }
    }
}
