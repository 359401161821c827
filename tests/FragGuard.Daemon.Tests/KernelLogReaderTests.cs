using System.Diagnostics;

namespace FragGuard.Daemon.Tests;

public sealed class KernelLogReaderTests
{
    // A named pipe stands in for /dev/kmsg; its 64 KiB hold more records than one turn takes.
    [Fact]
    public void Take_Flood_IsBoundedInOneTurnAndLeftForTheNext()
    {
        using var tree = new FakeTree();
        Directory.CreateDirectory(tree.Root.Path("/dev"));
        using (var mkfifo = Process.Start("mkfifo", tree.Root.Path("/dev/kmsg")))
        {
            mkfifo.WaitForExit();
        }

        var (journal, found) = (new Journal(), 0);
        using var reader = KernelLogReader.TryOpen(tree.Root, journal.Reporter, _ => found++, _ => { })!;
        var (lines, text) = (0, new System.Text.StringBuilder());
        while (text.Length < 60_000)
        {
            text.Append(
                null,
                $"4,{++lines},1000,-;java: page allocation failure: order:4, "
                    + $"mode:0xdc0(GFP_KERNEL), nodemask=(null)\n");
        }

        File.AppendAllText(tree.Root.Path("/dev/kmsg"), text.ToString());

        reader.Take(isReady: true);
        var inOneTurn = found;
        for (var turns = 0; turns < 20; turns++)
        {
            reader.Take(isReady: true);
        }

        // A read of a pipe gives up to 8 KiB, which is at most a hundred records of this length.
        Assert.InRange(inOneTurn, KernelLogReader.RecordsPerTurn - 1, KernelLogReader.RecordsPerTurn + 100);
        Assert.True(lines > inOneTurn);
        Assert.True(found > inOneTurn);
    }
}
