using FragGuard.Kernel;
using FragGuard.Policy;
using static FragGuard.Daemon.Tests.Ladders;

namespace FragGuard.Daemon.Tests;

public sealed class LadderStoreTests : IDisposable
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(10);
    private static readonly ValueList<RungSettings> Ladder = [Drop, Compact];

    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Save_ThenLoad_GivesBackWhatWasLearnt()
    {
        var learnt = LadderState.Start with { Incident = 7, LastRecovery = new Recovery(1, TimeSpan.FromHours(9), 2) };
        learnt = learnt.Remember(1, new RungMemory
        {
            Runs = [TimeSpan.FromHours(8), TimeSpan.FromHours(9)],
            EndedAt = TimeSpan.FromHours(9),
            NoGainRuns = 3,
            HasGained = true,
            Bill = new RunBill
            {
                StartedAt = TimeSpan.FromHours(9),
                Duration = TimeSpan.FromSeconds(2),
                Stall = TimeSpan.FromSeconds(3),
                RereadBytes = 1UL << 30,
                FreedBytes = 2UL << 30,
                IsClosed = true,
            },
        });
        learnt = learnt with { IncidentZones = [Zone(1, "Normal")] };

        Assert.Null(Store().Save(learnt, Ladder));
        var loaded = Store().Load(Ladder, Now, out var warning);

        Assert.Null(warning);
        Assert.Equal((7, learnt.LastRecovery), (loaded.Incident, loaded.LastRecovery));
        Assert.Equal(learnt.IncidentZones, loaded.IncidentZones);
        Assert.Equal(learnt.MemoryOf(1), loaded.MemoryOf(1));
    }

    [Theory]
    [InlineData("\"node\":1", "\"node\":-1")]
    [InlineData("\"node\":1", "\"node\":\"x\"")]
    [InlineData("\"zone\":\"Normal\"", "\"zone\":\"\"")]
    public void Load_ARelapseZoneThatIsNone_LosesThatZoneAlone(string sound, string broken)
    {
        Store().Save(
            LadderState.Start with { Incident = 3, IncidentZones = [Zone(1, "Normal"), Zone(0, "DMA32")] }, Ladder);
        var json = _host.Read(LadderStore.FilePath).Replace(": ", ":", StringComparison.Ordinal);
        _host.Write(LadderStore.FilePath, json.Replace(sound, broken, StringComparison.Ordinal));

        var loaded = Store().Load(Ladder, Now, out _);

        Assert.Equal((3, [Zone(0, "DMA32")]), (loaded.Incident, loaded.IncidentZones));
    }

    [Fact]
    public void Load_AnotherBoot_KeepsOnlyTheNumberOfTheIncident()
    {
        Store().Save((LadderState.Start with { Incident = 7 }).Remember(0, new RungMemory { EndedAt = Now }), Ladder);

        var loaded = new LadderStore(_host.Root, "another").Load(Ladder, Now, out _);

        Assert.Equal(LadderState.Start with { Incident = 7 }, loaded);
    }

    [Fact]
    public void Load_BootIdUnknown_KeepsWhatWasLearnt()
    {
        Store().Save(LadderState.Start.Remember(0, new RungMemory { NoGainRuns = 2 }), Ladder);

        Assert.Equal(2, new LadderStore(_host.Root, "").Load(Ladder, Now, out _).MemoryOf(0).NoGainRuns);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    [InlineData("1e400")]
    [InlineData("0.5")]
    [InlineData("null")]
    [InlineData("\"5\"")]
    [InlineData("[]")]
    [InlineData("36000001")]
    public void Load_ValueThatMakesNoSense_CostsThatValueAndNothingElse(string bad)
    {
        var count = bad == "36000001" ? "-5" : bad;
        Write($$"""
            {"version":1,"boot_id":"boot","incident":{{count}},"recovered_by":0,"recovered_at_ms":{{bad}},"rungs":[
              {"remedy":"drop_caches","fruitless_runs":{{count}},"ended_at_ms":{{bad}},"runs_at_ms":[{{bad}},1000]},
              {"remedy":"compact_memory","fruitless_runs":4,"ended_at_ms":2000,"runs_at_ms":[2000]}]}
            """);

        var loaded = Store().Load(Ladder, Now, out _);

        Assert.InRange(loaded.Incident, 0, 1L << 53);
        Assert.Null(loaded.LastRecovery);
        Assert.Equal(new RungMemory { Runs = [TimeSpan.FromSeconds(1)] }, loaded.MemoryOf(0));
        Assert.Equal(
            new RungMemory { Runs = [TimeSpan.FromSeconds(2)], EndedAt = TimeSpan.FromSeconds(2), NoGainRuns = 4 },
            loaded.MemoryOf(1));
    }

    [Theory]
    [InlineData("\"rungs\":null")]
    [InlineData("\"rungs\":[null,5,\"x\",{},[]]")]
    [InlineData("\"rungs\":[{\"remedy\":null}]")]
    [InlineData("\"rungs\":[{\"remedy\":\"\\ud800\"}]")]
    [InlineData("\"rungs\":[{\"remedy\":\"drop_caches\",\"runs_at_ms\":{}}]")]
    public void Load_OddRungs_LearnsNothingFromThem(string rungs)
    {
        Write($$"""{"version":1,"boot_id":"boot","incident":3,{{rungs}}}""");

        var loaded = Store().Load(Ladder, Now, out _);

        Assert.Equal((3, default), (loaded.Incident, loaded.MemoryOf(0)));
    }

    [Fact]
    public void Load_NewerVersion_IsKeptAsideAndHonoured()
    {
        Write("""{"version":2,"boot_id":"boot","incident":3,"rungs":[{"remedy":"drop_caches","fruitless_runs":4}]}""");

        var loaded = Store().Load(Ladder, Now, out var warning);

        Assert.Equal((3, 4), (loaded.Incident, loaded.MemoryOf(0).NoGainRuns));
        Assert.Contains("another version", warning, StringComparison.Ordinal);
        Assert.True(_host.Has(LadderStore.FilePath + ".kept"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\0")]
    [InlineData("{\"version\": 1")]
    public void Load_Nonsense_IsSetAside(string content)
    {
        Write(content);

        Assert.Equal(LadderState.Start, Store().Load(Ladder, Now, out var warning));

        Assert.Contains("set aside as ladder.json.bad", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("device")]
    [InlineData("10 GB")]
    public void Load_NoFileThatCanBeRead_IsSetAsideWithoutWaiting(string kind)
    {
        TunedSettingsFileTests.Place(kind, _host.Path(LadderStore.FilePath));

        Assert.Equal(LadderState.Start, Store().Load(Ladder, Now, out var warning));

        Assert.Contains("set aside as ladder.json.bad", warning, StringComparison.Ordinal);
        Assert.Null(Store().Save(LadderState.Start, Ladder));
    }

    [Fact]
    public void Load_MutatedAtRandom_NeverThrows()
    {
        Store().Save((LadderState.Start with { Incident = 7, LastRecovery = new Recovery(1, Now) })
            .Remember(1, new RungMemory { Runs = [Now], EndedAt = Now, NoGainRuns = 3 }), Ladder);
        var good = File.ReadAllBytes(_host.Path(LadderStore.FilePath));
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_host.Path(LadderStore.FilePath), bytes);
            var loaded = Store().Load(Ladder, Now, out _);
            Assert.True(loaded.MemoryOf(1).EndedAt is null or { Ticks: >= 0 });
        }
    }

    private static ZoneId Zone(int node, string zone)
    {
        Assert.True(ZoneName.TryParse(zone, out var name));
        return new ZoneId(node, name);
    }

    private LadderStore Store() => new(_host.Root, "boot");

    private void Write(string content) => _host.Write(LadderStore.FilePath, content);
}
