using System.Globalization;
using System.Text;
using FragGuard.Chaos.Machine;
using FragGuard.Chaos.Parsers;

namespace FragGuard.Chaos.Faults;

/// <summary>What the kernel shows and logs: memory that comes and goes, files that are broken, floods.</summary>
internal static class MemoryFaults
{
    private static readonly string[] Names = ["healthy", "fragmented", "short of memory"];
    private static readonly string[] Contents =
        [FakeTree.Memory.Healthy, FakeTree.Memory.Fragmented, FakeTree.Memory.Empty];

    private static readonly string[] Comms =
        ["java", "kworker/0:1", "x\x1b[31mred", "a\u202eb", "l\u2028s", "\u0085next", "a\tb", "\\x1b[0m", "%n%s"];

    internal static string Change(Storm storm, Random random)
    {
        var which = random.Next(5) switch { 0 => 0, 1 => 2, _ => 1 };
        storm.Tree.Write(FakeTree.BuddyInfo, Contents[which]);
        return $"memory is {Names[which]}";
    }

    internal static string Flap(Storm storm, Random random)
    {
        var times = random.Next(5, 40);
        for (var i = 0; i < times; i++)
        {
            storm.Tree.Write(FakeTree.BuddyInfo, random.Next(6) == 0 ? "" : Contents[random.Next(Contents.Length)]);
            Thread.Sleep(random.Next(20));
        }

        return $"memory flaps {times} times";
    }

    internal static string DamageKernelFile(Storm storm, Random random)
    {
        string[] paths = [FakeTree.BuddyInfo, FakeTree.BootId, .. FakeTree.KernelFiles.Keys];
        var path = paths[random.Next(paths.Length)];
        var original = path == FakeTree.BuddyInfo ? FakeTree.Memory.Fragmented
            : path == FakeTree.BootId ? FakeTree.BootIdOf(storm.Boot)
            : FakeTree.KernelFiles[path];
        if (path == FakeTree.BootId)
        {
            return HideBootId(storm, random);
        }

        storm.Lift(path, () => storm.Tree.Write(path, original));
        var text = Encoding.UTF8.GetBytes(original);
        switch (random.Next(5))
        {
            case 0:
                storm.Tree.Write(path, "");
                return $"{path} is empty";
            case 1:
                storm.Tree.Write(path, text[..(text.Length / 2)]);
                return $"{path} is torn";
            case 2:
                Remove(storm.Tree, path);
                return $"{path} is gone";
            case 3:
                Remove(storm.Tree, path);
                Directory.CreateDirectory(storm.Tree.Root + path);
                return $"{path} is a directory";
            default:
                storm.Tree.Write(path, new Mutator(random).Damage(text, text));
                return $"{path} is damaged";
        }
    }

    internal static string Log(Storm storm, Random random)
    {
        var records = new StringBuilder();
        var count = random.Next(1, 12);
        for (var i = 0; i < count; i++)
        {
            records.Append(Record(random, i));
        }

        Write(storm.Tree, records.ToString());
        return $"{count} failures in the kernel log";
    }

    internal static string FloodLog(Storm storm, Random random)
    {
        var count = random.Next(500, 4000);
        var record = Record(random, 1);
        for (var i = 0; i < count; i++)
        {
            Write(storm.Tree, record);
        }

        return $"a flood of {count} failures in the kernel log";
    }

    internal static string PretendKcompactd(Storm storm, Random random)
    {
        // An ordinary user's process of that name, hanging in the kernel.
        var pid = random.Next(2000, 9000);
        var directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        storm.Tree.Write(directory + "/comm", "kcompactd0\n");
        storm.Tree.Write(
            directory + "/stat", $"{pid} (kcompactd0) D 1500 {pid} {pid} 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 5\n");
        storm.Tree.Write(
            directory + "/status", $"Name:\tkcompactd0\nState:\tD (disk sleep)\nPid:\t{pid}\nPPid:\t1500\n");
        return $"a user's process {pid} calls itself kcompactd0 and hangs; it stays";
    }

    internal static void Remove(FakeTree tree, string path)
    {
        if (Directory.Exists(tree.Root + path) && !tree.IsLink(path))
        {
            Directory.Delete(tree.Root + path, recursive: true);
        }
        else
        {
            File.Delete(tree.Root + path);
        }
    }

    private static string HideBootId(Storm storm, Random random)
    {
        storm.Lift(FakeTree.BootId, () => storm.Tree.Write(FakeTree.BootId, FakeTree.BootIdOf(storm.Boot)));
        if (random.Next(2) == 0)
        {
            Remove(storm.Tree, FakeTree.BootId);
            return $"{FakeTree.BootId} is gone";
        }

        storm.Tree.Write(FakeTree.BootId, "");
        return $"{FakeTree.BootId} is empty";
    }

    private static string Record(Random random, int number)
    {
        var comm = Comms[random.Next(Comms.Length)];
        var order = random.Next(0, 12);
        var sequence = random.Next(3) == 0 ? random.Next() : number;
        return string.Create(CultureInfo.InvariantCulture,
            $"4,{sequence},{sequence},-;{comm}: page allocation failure: order:{order}, "
            + $"mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null)\n");
    }

    private static void Write(FakeTree tree, string records)
    {
        var fd = Libc.OpenPipe(tree.Root + FakeTree.Kmsg);
        if (fd >= 0)
        {
            var bytes = Encoding.UTF8.GetBytes(records);
            _ = Libc.Write(fd, bytes, bytes.Length);
            _ = Libc.Close(fd);
        }
    }
}
