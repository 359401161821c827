using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Faults;

/// <summary>The configuration changes under the guard, and it is told to reload.</summary>
internal static class ConfigFaults
{
    internal static string ReloadGood(Storm storm, Random random)
    {
        var which = random.Next(Configs.Good.Length);
        storm.Tree.Write(FakeTree.Config, Configs.Good[which]);
        storm.Guard?.Signal(Libc.HangUp);
        return $"reload: {Configs.Names[which]}";
    }

    internal static string ReloadDryRun(Storm storm, Random random)
    {
        storm.Tree.Write(FakeTree.Config, Configs.DryRun);
        storm.Guard?.Signal(Libc.HangUp);
        return "reload: dry run";
    }

    internal static string ReloadBad(Storm storm, Random random)
    {
        var (name, content) = Configs.Bad[random.Next(Configs.Bad.Length)];
        storm.Tree.Write(FakeTree.Config, content);
        storm.Guard?.Signal(Libc.HangUp);
        return $"reload: {name}";
    }

    internal static string ReloadMissing(Storm storm, Random random)
    {
        MemoryFaults.Remove(storm.Tree, FakeTree.Config);
        storm.Guard?.Signal(Libc.HangUp);
        return "reload: no such file";
    }

    internal static string ReloadOdd(Storm storm, Random random)
    {
        var name = OddFiles.Put(storm.Tree, FakeTree.Config, random);
        storm.Guard?.Signal(Libc.HangUp);
        return $"reload: {name}";
    }

    internal static string ReloadBurst(Storm storm, Random random)
    {
        var times = random.Next(2, 30);
        for (var i = 0; i < times; i++)
        {
            storm.Tree.Write(FakeTree.Config, Configs.Good[random.Next(Configs.Good.Length)]);
            storm.Guard?.Signal(Libc.HangUp);
            Thread.Sleep(random.Next(30));
        }

        return $"{times} reloads in a row";
    }
}

/// <summary>What may stand where a file should be.</summary>
internal static class OddFiles
{
    private const long SparseBytes = 10L << 30;

    /// <summary>Puts something odd in the place of a file.</summary>
    /// <returns>What, in words.</returns>
    internal static string Put(FakeTree tree, string path, Random random)
    {
        var beside = tree.Root + "/odd";
        switch (random.Next(5))
        {
            case 0:
                MemoryFaults.Remove(tree, path);
                _ = Libc.MakePipe(tree.Root + path);
                return $"{path} is a pipe that nobody writes to";
            case 1:
                MemoryFaults.Remove(tree, path);
                Directory.CreateDirectory(tree.Root + path);
                return $"{path} is a directory";
            case 2:
                MemoryFaults.Remove(tree, path);
                File.CreateSymbolicLink(tree.Root + path, "/dev/zero");
                return $"{path} is a link to /dev/zero";
            case 3:
                MemoryFaults.Remove(tree, path);
                File.CreateSymbolicLink(tree.Root + path, "nowhere");
                return $"{path} is a broken link";
            default:
                using (var sparse = File.Create(beside))
                {
                    sparse.SetLength(SparseBytes);
                }

                tree.Put(beside, path);
                return $"{path} is a sparse file of 10 GiB";
        }
    }
}
