using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

/// <summary>A guard that keeps a reserve: when it takes, when it does not, what it tells, and what a rung lets
/// go.</summary>
public sealed class ReserveKeeperTests : IDisposable
{
    private const ulong MiB = 1UL << 20;

    private static readonly RungSettings Release = RungSettings.For(new ReleaseReserveSettings());

    private readonly FakeHost _host = new();
    private readonly FakeActuator _actuator;
    private readonly List<FakeHolder> _holders = [];
    private CgroupMemory _memory;
    private string? _startError;
    private Action<FakeHolder>? _made;

    public ReserveKeeperTests()
    {
        _host.Write("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "2097152\n");
        _actuator = new FakeActuator(_host);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Look_Calm_TakesItInPartsAndTellsOnce()
    {
        using var guard = Guard(Kept(64));

        guard.TickAt(0);
        guard.Daemon.TendReserve();
        var first = _holders[0].Told.ToArray();
        guard.Run(1, 5);

        Assert.Equal([16], first);
        Assert.Equal([16, 16], _holders[0].Told);
        Assert.Equal(-1, _holders[0].Node);
        Assert.Equal(32, _holders[0].Most);
        Assert.Equal(["reserve-held: node 0: 64MiB held in reserve"], guard.Told.Where(IsOfReserve));
    }

    [Fact]
    public void Look_Held_AllocatesNothing()
    {
        var keeper = new ReserveKeeper(
            Kept(64), new MachineFacts { ThpOrder = 9 }, new Journal().Reporter,
            new ReserveMachine(IsReal: true, Start, () => _memory));
        var seen = new Assessment(new WatchedZone { Id = ZoneOf("Normal"), Order = 9, Suitable = 1000 });
        var free = new BuddyTable();
        Assert.True(free.Parse(Encoding.UTF8.GetBytes(FakeHost.Healthy)));
        var sizes = new ZoneInfoTable();
        Assert.True(sizes.Parse(Encoding.UTF8.GetBytes(_host.Read("/proc/zoneinfo"))));
        keeper.Apply(Kept(64), isGuard: true);
        Look(5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Look(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(64 * MiB, keeper.HeldBytes);
        Assert.Equal([16, 16], _holders[0].Told);

        void Look(int times)
        {
            for (var look = 0; look < times; look++)
            {
                keeper.Look(isCalm: true, seen, free, sizes, TimeSpan.FromSeconds(look));
                keeper.Continue();
            }
        }
    }

    [Fact]
    public void Look_OffOrDryRunOrBesideAnotherGuard_TakesNothing()
    {
        using var off = Guard(Of(Release));
        using var dry = Guard(Kept(64) with { DryRun = true });
        off.Run(0, 3);
        dry.Run(0, 3);

        Assert.Empty(_holders);
        Assert.DoesNotContain(dry.Told, IsOfReserve);
    }

    [Fact]
    public void Look_NoMoreBeyondTheFloors_KeepsThePartSaysSoOnceAndGoesOn()
    {
        // 16 huge pages free: half may go.
        _host.BuddyInfo = Free(16);
        using var guard = Guard(Kept(64));
        guard.TickAt(0);
        _host.BuddyInfo = Free(1);
        guard.Run(1, 60);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(61, 65);

        Assert.Equal([8, 16, 8], _holders[0].Told);
        Assert.Equal(
            [
                "reserve-held: node 0: 16MiB of 64MiB held in reserve: no more huge pages are free beyond the floors; "
                    + "it is tried again in calm",
                "reserve-held: node 0: 64MiB held in reserve",
            ],
            guard.Told.Where(IsOfReserve));
    }

    [Theory]
    [InlineData(TakeEnd.NoHugePage, "the kernel gave small pages")]
    [InlineData(TakeEnd.OtherNode, "mbind(2)")]
    [InlineData(TakeEnd.NotLocked, "LimitMEMLOCK=")]
    [InlineData(TakeEnd.NoAddresses, "overcommit")]
    public void Look_KernelGivesNoMore_KeepsThePartAndTriesAgainAfterRefill(TakeEnd end, string why)
    {
        _made = holder => (holder.Available, holder.Short) = (20, end);
        using var guard = Guard(Kept(64, refillMinutes: 1));
        guard.Run(0, 50);
        var before = _holders[0].Told.Count;
        _holders[0].Available = 1000;
        guard.Run(51, 70);

        Assert.Equal(2, before);
        Assert.Equal([16, 16, 12], _holders[0].Told);
        Assert.Equal(1, guard.Count("40MiB of 64MiB held in reserve"));
        Assert.Equal(1, guard.Count(why));
    }

    [Fact]
    public void Breach_RungLetsGoOnTheNodeAndItIsTakenAgainOnlyAfterTheRelapseWindowAndRefill()
    {
        using var guard = Guard(Kept(64, refillMinutes: 1, relapseMinutes: 5));
        guard.Run(0, 5);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.TickAt(6);
        _host.BuddyInfo = FakeHost.Healthy;
        guard.Run(7, 300);
        var holders = _holders.Count;
        guard.Run(301, 420);

        Assert.True(_holders[0].IsDisposed);
        Assert.Equal(1, guard.Count("rung-started: rung 1 release_reserve"));
        Assert.Equal(1, guard.Count("reserve-released: node 0: 64MiB of the reserve let go, 0B left"));
        Assert.Equal(1, guard.Count("rung-finished: rung 1 release_reserve: recovered"));
        Assert.Equal(1, holders);
        Assert.Equal(2, _holders.Count);
        Assert.Equal(2, guard.Count("node 0: 64MiB held in reserve"));
    }

    [Fact]
    public void Breach_AmountSays_LetsGoPartByPart()
    {
        var part = RungSettings.For(new ReleaseReserveSettings { AmountBytes = 17 * MiB });
        using var guard = Guard(Kept(64) with { Ladder = [part] });
        guard.Run(0, 5);
        _host.BuddyInfo = FakeHost.Fragmented;
        guard.Run(6, 9);

        Assert.Equal([16, 16, -9], _holders[0].Told.Take(3));
        Assert.Equal(1, guard.Count("18MiB of the reserve let go, 46MiB left"));
    }

    [Fact]
    public void Breach_NothingHeld_IsSkippedInWords()
    {
        _host.BuddyInfo = FakeHost.Fragmented;
        using var guard = Guard(Kept(64) with { Ladder = [Release, Compact] });
        guard.Run(0, 2);

        Assert.Equal(
            1, guard.Count("rung 1 release_reserve skipped: nothing is held in reserve on the breached nodes"));
        Assert.Equal(1, guard.Count("rung-started: rung 2 compact_memory"));
        Assert.Empty(_holders);
    }

    [Fact]
    public void Lost_HolderIsKilled_IsToldAndTakenAgainWhenCalm()
    {
        using var guard = Guard(Kept(64, refillMinutes: 1));
        guard.Run(0, 5);
        _holders[0].ExitCode = 137;
        guard.Daemon.TendReserve();
        guard.Run(6, 60);
        var holders = _holders.Count;
        guard.Run(61, 75);

        Assert.Equal(
            1,
            guard.Count("reserve-lost: node 0: the process that held 64MiB in reserve was killed, by hand or because "
                + "memory ran out"));
        Assert.Equal(1, holders);
        Assert.Equal(2, _holders.Count);
        Assert.True(_holders[0].IsDisposed);
    }

    [Fact]
    public void Look_MemoryLimitIsTooLow_SaysSoOnceAndGoesOnWithout()
    {
        _memory = new CgroupMemory(LimitBytes: 90 * MiB, RoomBytes: 80 * MiB);
        using var guard = Guard(Kept(64));
        guard.Run(0, 60);

        Assert.Empty(_holders);
        Assert.Equal(
            1,
            guard.Count("warning: no reserve is kept: 64MiB on 1 node and the guard itself need 96MiB, and the memory "
                + "limit here is 90MiB"));
    }

    [Fact]
    public void Look_LittleRoomLeftBelowTheLimit_Waits()
    {
        _memory = new CgroupMemory(LimitBytes: 128 * MiB, RoomBytes: 30 * MiB);
        using var guard = Guard(Kept(64));
        guard.Run(0, 3);

        Assert.Empty(_holders);
        Assert.Equal(1, guard.Count("0B of 64MiB held in reserve: the memory limit leaves no room for more now"));
    }

    [Fact]
    public void Start_NoHugePages_SaysSoOnceAndGoesOnWithout()
    {
        File.Delete(_host.Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"));
        using var guard = Guard(Kept(64));
        guard.Run(0, 30);

        Assert.Empty(_holders);
        Assert.Equal(
            1, guard.Count("no reserve is kept: this kernel has no transparent huge pages; the guard goes on without"));
    }

    [Fact]
    public void Look_ProcessCannotBeStarted_SaysSoOnceAndTriesAgainLater()
    {
        _startError = "a limit of tasks is reached";
        using var guard = Guard(Kept(64, refillMinutes: 1));
        guard.Run(0, 59);
        _startError = null;
        guard.Run(60, 70);

        Assert.Equal(1, guard.Count("0B of 64MiB held in reserve: a limit of tasks is reached"));
        Assert.Single(_holders);
    }

    [Fact]
    public void Reload_Larger_AnotherHolderTakesAll()
    {
        using var guard = Guard(Kept(64, refillMinutes: 1));
        guard.Run(0, 5);
        guard.Daemon.Reload(Kept(128, refillMinutes: 1));
        guard.Run(6, 8);
        guard.Daemon.TendReserve();
        guard.Run(9, 80);

        Assert.True(_holders[0].IsDisposed);
        Assert.Equal(64, _holders[1].Most);
        Assert.Equal(64, _holders[1].Told.Sum());
    }

    [Fact]
    public void Reload_SmallerOrOff_LetsGoOfTheRest()
    {
        using var guard = Guard(Kept(64));
        guard.Run(0, 5);
        guard.Daemon.Reload(Kept(32));
        guard.Run(6, 8);
        guard.Daemon.TendReserve();
        guard.Daemon.Reload(Of(Release));
        guard.Run(9, 10);
        guard.Daemon.TendReserve();

        Assert.Equal([16, 16, -16], _holders[0].Told);
        Assert.Equal(1, guard.Count("32MiB of the reserve let go, 32MiB left"));
        Assert.True(_holders[0].IsDisposed);
        Assert.Single(_holders);
    }

    [Fact]
    public void Publish_StatusAndMetrics_SayWhatIsHeld()
    {
        using var guard = Guard(Kept(64));
        guard.Run(0, 5);
        guard.PublishAt(30);

        Assert.Contains(
            "\"reserve\":[{\"node\":0,\"held_bytes\":67108864,\"wanted_bytes\":67108864}]",
            _host.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
        Assert.Contains(
            "\nfragguard_reserve_bytes 67108864\n",
            _host.Read("/run/fragguard/metrics.prom"), StringComparison.Ordinal);
    }

    private static bool IsOfReserve(string told) => told.StartsWith("reserve-", StringComparison.Ordinal);

    private static ZoneId ZoneOf(string name) => ZoneName.TryParse(name, out var zone) ? new ZoneId(0, zone) : default;

    private static string Free(int hugePages) =>
        $"Node 0, zone   Normal    100    100    100    100   8000    100    100    100    100    {hugePages}    0 \n";

    private static GuardSettings Kept(ulong mebibytes, int refillMinutes = 10, int relapseMinutes = 30) =>
        Of(Release) with
        {
            Reserve = new ReserveSettings
            {
                SizeBytes = mebibytes * MiB,
                RefillAfter = TimeSpan.FromMinutes(refillMinutes),
            },
            Incident = new IncidentSettings { RelapseWindow = TimeSpan.FromMinutes(relapseMinutes) },
        };

    private FakeGuard Guard(GuardSettings settings) => new(
        _host, settings, _actuator, reserve: new ReserveMachine(IsReal: true, Start, () => _memory));

    private FakeHolder? Start(int node, ulong hugeBytes, int most, out string? error)
    {
        error = _startError;
        if (error is not null)
        {
            return null;
        }

        Assert.Equal(2 * MiB, hugeBytes);
        var holder = new FakeHolder(node, most);
        _made?.Invoke(holder);
        _holders.Add(holder);
        return holder;
    }
}
