using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Faults;

/// <summary>Kernel settings that refuse, block, vanish, or are set by others.</summary>
internal static class KnobFaults
{
    /// <summary>The key under which a broken setting is undone.</summary>
    internal const string Key = "knob";

    internal static string Break(Storm storm, Random random)
    {
        var path = random.Next(2) == 0
            ? FakeTree.Knobs[random.Next(FakeTree.Knobs.Length)].Path
            : FakeTree.Triggers[random.Next(FakeTree.Triggers.Length)];
        var words = "";
        storm.LiftNow(Key);
        storm.Quietly(() =>
        {
            var before = storm.Tree.Read(path);
            words = Put(storm, path, random);
            storm.Lift(Key, () => storm.Quietly(() => storm.Tree.Write(path, before)));
        });
        return words;
    }

    internal static string KeepValue(Storm storm, Random random)
    {
        var (name, path, _, _) = FakeTree.Knobs[0];
        var (value, milliseconds) = ("33", random.Next(50, 1200));
        if (storm.Stands(Key))
        {
            return $"{name} is broken already";
        }

        storm.Book.SetByHand(path, value);
        var until = Environment.TickCount64 + milliseconds;
        while (Environment.TickCount64 < until)
        {
            if (storm.Tree.Read(path) != value)
            {
                storm.Tree.Write(path, value + "\n");
            }

            Thread.Sleep(2);
        }

        storm.Quietly(() => storm.Tree.Write(path, value + "\n"));
        return $"another program sets {name} to {value} again and again for {milliseconds} ms";
    }

    internal static string SetByHand(Storm storm, Random random)
    {
        var (name, path, original, _) = FakeTree.Knobs[random.Next(FakeTree.Knobs.Length)];
        if (storm.Stands(Key))
        {
            return "a setting is broken: the administrator waits";
        }

        // Never what the guard sets: nobody could tell the two apart.
        var value = (random.Next(41, 59), random.Next(3)) switch { (_, 0) => original, var (other, _) => $"{other}" };
        storm.Quietly(() =>
        {
            storm.Tree.Write(path, value + "\n");
            storm.Book.SetByHand(path, value);
        });
        return $"an administrator sets {name} to {value}";
    }

    private static string Put(Storm storm, string path, Random random)
    {
        var tree = storm.Tree;
        switch (random.Next(6))
        {
            case 0:
                MemoryFaults.Remove(tree, path);
                return $"{path} is gone";
            case 1:
                MemoryFaults.Remove(tree, path);
                Directory.CreateDirectory(tree.Root + path);
                return $"{path} is a directory";
            case 2:
                MemoryFaults.Remove(tree, path);
                _ = Libc.MakePipe(tree.Root + path);
                return $"{path} blocks whoever opens it";
            case 3:
                MemoryFaults.Remove(tree, path);
                File.CreateSymbolicLink(tree.Root + path, "/dev/full");
                return $"{path} is a link to /dev/full";
            case 4:
                // To the guard that is somebody else's value, which it leaves alone.
                storm.Book.AllowTuned(path);
                tree.Write(path, "99999999999999999999\n");
                return $"{path} shows an absurd number";
            default:
                tree.Write(path, "");
                return $"{path} is empty";
        }
    }
}
