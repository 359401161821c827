using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

public sealed class RemedyCatalogTests
{
    private static readonly RungSettings DropSlab = RungSettings.For(new DropCachesSettings { What = DropWhat.Slab });

    [Fact]
    public void Probe_ModuleThatMayBeUnloaded_BarsNothingForGood()
    {
        using var tree = FakeTree.Calm();
        tree.Write("/proc/sys/vm/drop_caches", "");
        Directory.CreateDirectory(tree.Root.Path("/sys/module/zfs"));
        var machine = MachineProbe.Probe(tree.Root);

        var off = RemedyCatalog.Probe([DropSlab], new RemedyEnvironment(tree.Root, machine, dryRun: false))[0];

        Assert.Equal(ReasonCode.None, off.Code);
        Assert.Equal(ReasonCode.Zfs, RemedyCatalog.ReasonNow(off, DropSlab.Remedy, machine).Code);
    }
}
