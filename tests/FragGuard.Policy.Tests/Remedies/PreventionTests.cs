using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

/// <summary>What [prevent] does of itself, step by step, on a machine of a few knobs.</summary>
public sealed class PreventionTests
{
    private static readonly TuneEntry AtMost40 = new("vm.swappiness", TuneRule.AtMost, "40");

    private readonly Machine _machine = new() { Values = { ["/proc/sys/vm/swappiness"] = "60" } };
    private readonly Store _store = new();
    private readonly List<PreventedSetting> _noted = [];

    [Fact]
    public void Run_SetsAndNotesWhatIsHeldAfterTheOriginalIsStored()
    {
        var writes = Run(AtMost40);

        Assert.Equal(["/proc/sys/vm/swappiness=40"], writes);
        Assert.Equal(PreventionState.Held, Assert.Single(_noted).State);
        Assert.Equal(("60", "40", "40"), (_store.All[0].Original, _store.All[0].Value, _store.All[0].Prevented));
        Assert.True(_store.All[0].IsPrevention);
    }

    [Theory]
    [InlineData(TuneRule.AtLeast, "50", PreventionState.AlreadySo)]
    [InlineData(TuneRule.AtMost, "70", PreventionState.AlreadySo)]
    [InlineData(TuneRule.Exactly, "60", PreventionState.AlreadySo)]
    [InlineData(TuneRule.Exactly, "70", PreventionState.Held)]
    public void Run_ByItsRule_SetsOnlyWhatIsNotSo(TuneRule rule, string value, PreventionState state)
    {
        _ = Run(new TuneEntry("vm.swappiness", rule, value));

        Assert.Equal(state, Assert.Single(_noted).State);
    }

    [Fact]
    public void Run_ARungHoldsTheKnob_Waits()
    {
        _store.All.Add(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnClear));

        Assert.Empty(Run(AtMost40));
        Assert.Equal(PreventionState.Waiting, Assert.Single(_noted).State);
    }

    [Fact]
    public void Run_OfTwoTheFirstIsAbsent_TheSecondIsSet()
    {
        var writes = Run(new TuneEntry("vm.defrag_mode", TuneRule.Exactly, "1"), AtMost40);

        Assert.Single(writes);
        Assert.Equal([PreventionState.Absent, PreventionState.Held], _noted.Select(noted => noted.State));
        Assert.EndsWith("(since Linux 6.15)", _noted[0].Why!, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_ARungIsOverWhatIsHeld_PutsThatBackAndKeepsTheOriginal()
    {
        _machine.Values["/proc/sys/vm/swappiness"] = "10";
        _store.All.Add(new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnClear) { Prevented = "40" });

        var writes = Carry(TunedRestore.Run(_ => true, Context(), _ => true));

        Assert.Equal(["/proc/sys/vm/swappiness=40"], writes);
        Assert.Equal(("60", RestorePolicy.OnStop), (_store.All[0].Original, _store.All[0].Restore));
        Assert.True(_store.All[0].IsPrevention);
    }

    [Theory]
    [InlineData("10", true)]
    [InlineData("40", true)]
    [InlineData("33", false)]
    public void IsOurs_ARungIsOverWhatIsHeld_IsEitherValue(string found, bool isOurs)
    {
        var setting = new TunedSetting("vm.swappiness", "60", "10", RestorePolicy.OnClear) { Prevented = "40" };

        Assert.Equal(isOurs, setting.IsOurs(found));
    }

    private List<string> Run(params TuneEntry[] set) => Carry(Prevention.Run(set, Context(), _noted.Add));

    private RemedyContext Context() => _context = new RemedyContext(_machine, [], _store, [], _ => { });

    private RemedyContext? _context;

    private List<string> Carry(IEnumerable<RemedyStep> steps)
    {
        var writes = new List<string>();
        foreach (var write in steps.Cast<KnobWrite>())
        {
            writes.Add($"{write.Path}={write.Value}");
            _machine.Values[write.Path] = write.Value;
            _context!.Last = new StepResult(StepEnd.Done);
        }

        return writes;
    }

    private sealed class Machine : IRemedyEnvironment
    {
        internal Dictionary<string, string> Values { get; } = [];

        MachineProfile IRemedyEnvironment.Machine => new(new MachineFacts(), new KernelVersion(6, 1), BootId: "");

        public bool DryRun => false;

        public IReadOnlyList<int> Nodes => [0];

        public bool Exists(string path) => Values.ContainsKey(path);

        public bool MayWriteTo(string path) => true;

        public KnobReading ReadKnob(string path) =>
            Values.TryGetValue(path, out var value) ? new(value, null) : new(null, $"{path}: no such file");

        public ReadOnlyMemory<byte> ReadFile(string path) => default;

        public Reason ReasonAgainst(string path) => Exists(path) ? default : new Reason(ReasonCode.KnobAbsent);

        public ulong? ReserveBytes(int node) => null;

        public Reason ReasonAgainstProgram(string program) => default;
    }

    // As the guard's file does it, without the file.
    private sealed class Store : ITunedSettings
    {
        internal List<TunedSetting> All { get; } = [];

        public TunedReading Read() => new([.. All]);

        public string? Keep(TunedSetting setting)
        {
            var known = All.Find(known => known.Knob == setting.Knob);
            All.RemoveAll(other => other.Knob == setting.Knob);
            All.Add(known is null ? setting : setting with { Original = known.Original });
            return null;
        }

        public string? Confirm(string knob) => null;

        public string? Forget(string knob)
        {
            All.RemoveAll(known => known.Knob == knob);
            return null;
        }
    }
}
