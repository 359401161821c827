using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>One line of <c>check --system</c>.</summary>
/// <param name="Name">A file, a knob, a rung or a fact.</param>
/// <param name="State">How it stands, in a word or two.</param>
/// <param name="Meaning">What it is for, and what follows from how it stands.</param>
internal sealed record SystemFinding(string Name, string State, string Meaning);

/// <summary>A group of findings with its heading.</summary>
internal sealed record SystemGroup(string Heading, IReadOnlyList<SystemFinding> Findings);

/// <summary>Finds out how this machine suits the guard: what can be read, what can be written, and which rungs can
/// run.</summary>
/// <remarks>Nothing is written, and no file is read whose reading costs the machine anything: <c>/proc/pagetypeinfo</c>
/// is only opened, because old kernels hold a zone's lock for long while they print it.</remarks>
internal sealed class SystemCheck
{
    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly GuardSettings? _settings;
    private readonly MachineZones? _zones;
    private readonly UnitCheck _unit;
    private readonly ValueList<Reason> _off;
    private readonly PreventCheck _prevent;
    private readonly HostState _host;

    /// <summary>Probes the machine.</summary>
    /// <param name="root">Where its files are.</param>
    /// <param name="machine">What is known of it.</param>
    /// <param name="settings">The settings that are checked; null if they have errors.</param>
    internal SystemCheck(KernelRoot root, MachineProfile machine, GuardSettings? settings)
    {
        (_root, _machine, _settings) = (root, machine, settings);
        _zones = MachineZonesReader.Read(root);
        _unit = new UnitCheck(root);
        _off = settings is null ? [] : Off(settings);
        using var sampler = new Sampler(root);
        _host = sampler.ReadHost();
        _prevent = new PreventCheck(root, machine, settings ?? new GuardSettings(), _unit);
    }

    /// <summary>The exit code: buddyinfo must be there, and what rungs write must be writable.</summary>
    internal int ExitCode => ExitCodeOf(_zones is not null, [.. _off, .. _prevent.Off]);

    /// <summary>The exit code of a machine.</summary>
    /// <param name="hasFreeBlocks">True if the kernel shows free blocks.</param>
    /// <param name="off">For each rung why it can never run here.</param>
    internal static int ExitCodeOf(bool hasFreeBlocks, ValueList<Reason> off) => !hasFreeBlocks ? ExitCodes.Unavailable
        : off.Any(reason => reason.Code == ReasonCode.ObserveOnly) ? ExitCodes.NoPermission
        : ExitCodes.Ok;

    /// <summary>Everything that was found.</summary>
    internal IReadOnlyList<SystemGroup> Groups() =>
    [
        new("Machine", [.. Facts()]),
        new("Files", [.. new SystemFiles(_root, _unit, _host).Findings()]),
        new("Kernel settings", [.. KnobCatalog.All.Select(Tunable)]),
        .. Reserve(),
        .. _prevent.Groups(),
        .. _settings is null ? [] : new FleetCheck(_root, _settings, _unit).Groups(),
        .. _settings is { Ladder.Count: > 0 } ? new[] { new SystemGroup("Ladder", [.. Rungs(_settings)]) } : [],
    ];

    private IEnumerable<SystemGroup> Reserve()
    {
        var findings = new ReserveCheck(_root, _machine, _zones).Findings(_settings?.Reserve ?? new()).ToList();
        return findings.Count == 0 ? [] : [new SystemGroup("Reserve", findings)];
    }

    // In a dry run nothing needs to be writable, for this process or for the unit.
    private ValueList<Reason> Off(GuardSettings settings)
    {
        var isKept = settings.Reserve.IsOn && _machine.Facts.ThpOrder is not null;
        var environment = new RemedyEnvironment(_root, _machine, settings.DryRun) { Reserve = _ => isKept ? 0 : null };
        var off = RemedyCatalog.Probe(settings.Ladder, environment);
        var nodes = (_zones?.All ?? []).Select(zone => zone.Id.Node).Distinct().ToList();
        for (var rung = 0; rung < off.Count && !settings.DryRun; rung++)
        {
            off = off[rung].Code == ReasonCode.None
                ? off.SetItem(rung, _unit.Against(settings.Ladder[rung].Remedy, nodes))
                : off;
        }

        return off;
    }

    private IEnumerable<SystemFinding> Facts()
    {
        yield return _unit.Finding();
        var facts = _machine.Facts;
        var release = MachineProbe.TextOf(_root, KernelVersion.Path);
        yield return new("kernel", release.Length == 0 ? "unknown" : release, facts.IsRealtime
            ? "PREEMPT_RT: compaction is never started here, it would disturb real-time tasks"
            : "decides which kernel settings there are");
        yield return new("page size", Quantity.Long((UInt128)facts.PageBytes), "decides what an order means in bytes"
            + (MachineProbe.PageSizeGuess(_root) is { } guess
                ? $"; guessed, {guess}: a file pagesize at the top of the tree would say it" : ""));
        yield return facts.ThpOrder is { } order
            ? new("huge page", $"order {order}",
                $"\"thp\" means {Quantity.Long(Quantity.BlockBytes(order, facts.PageBytes))}")
            : new("huge page", "none", "this kernel has no transparent huge pages: watches of \"thp\" are left out");
        foreach (var zone in _zones?.All ?? [])
        {
            var size = zone.ManagedPages is { } pages
                ? Quantity.Long((UInt128)pages * (UInt128)facts.PageBytes)
                : "size unknown";
            yield return new($"node {zone.Id.Node} {zone.Id.Zone}", size,
                $"blocks of order 0 to {zone.Orders - 1}{WatchedBy(zone)}");
        }

        foreach (var bug in Bugs(release))
        {
            yield return new("kernel bug", bug.HitsRemedies ? "harmful" : "known", $"{bug.Symptom}: {bug.Cure}");
        }

        if (facts.HasZfs || facts.HasKsm)
        {
            var what = facts.HasZfs ? "ZFS" : "same-page merging";
            yield return new(what, "in use", "slab is never dropped here: that has hung such hosts");
        }
    }

    private string WatchedBy(MachineZone zone)
    {
        if (_settings is null)
        {
            return "";
        }

        var names = _settings.Watches
            .Where(watch => _zones!.CoveredBy(watch, _machine.Facts.PageBytes).Contains(zone))
            .Select(watch => watch.Name)
            .ToList();
        return names.Count == 0 ? ", not watched" : $", watched by {string.Join(", ", names)}";
    }

    private IReadOnlyList<KernelBug> Bugs(string release)
    {
        var signature = MachineProbe.TextOf(_root, "/proc/version_signature");
        var build = signature.Length > 0 ? signature : MachineProbe.TextOf(_root, "/proc/sys/kernel/version");
        KernelVersion? upstream = KernelVersion.TryParseUpstream(release, build, out var version) ? version : null;
        return _machine.Kernel is { } kernel ? KnownCompactionBugs.Find(upstream, kernel, _machine.Facts.HasZfs) : [];
    }

    private List<string> RungsThatTune(string knob)
    {
        var rungs = new List<string>();
        if (_settings?.Prevent.Find(knob) is not null)
        {
            rungs.Add("[prevent]");
        }

        for (var rung = 0; rung < _settings?.Ladder.Count; rung++)
        {
            var remedy = _settings.Ladder[rung].Remedy;
            foreach (var entry in remedy.Definition.HeldKnobs(remedy))
            {
                if (entry.Knob == knob)
                {
                    rungs.Add($"rung {rung + 1}");
                }
            }
        }

        return rungs;
    }

    private SystemFinding Tunable(Knob knob)
    {
        var path = "/" + knob.RelativePath;
        if (!File.Exists(_root.Path(path)))
        {
            return new(knob.Name, "absent", $"this kernel does not have it (since Linux {knob.Since})");
        }

        var value = RemedyEnvironment.ReadKnob(_root, path).Value;
        var rungs = RungsThatTune(knob.Name);
        var use = rungs.Count == 0 ? "" : $", tuned by {string.Join(" and ", rungs)}";
        var against = _unit.Against(path) is { } sandbox ? $"; {sandbox}" : "";
        var standing = against.Length == 0 && ThisProcess.MayWriteTo(_root.Path(path)) ? "writable" : "not writable";
        return new(knob.Name, standing, $"now {value ?? "unreadable"}{use}{against}");
    }

    private IEnumerable<SystemFinding> Rungs(GuardSettings settings)
    {
        for (var rung = 0; rung < _off.Count; rung++)
        {
            var name = $"{rung + 1} {settings.Ladder[rung].Remedy.Name}";
            var off = RemedyCatalog.ReasonNow(_off[rung], settings.Ladder[rung].Remedy, _machine);
            yield return off.Code != ReasonCode.None ? new(name, "off", off.ToString())
                : settings.DryRun ? new(name, "dry run", "decided and logged, nothing is written")
                : Gates.HoldReason(settings, settings.Ladder[rung], new LadderState(), _host, GuardLoop.Now)
                    is { Code: ReasonCode.GateUnreadable } held ? new(name, "held", held.ToString())
                : new(name, "ready", _unit.Remark(settings.Ladder[rung].Remedy));
        }
    }
}
