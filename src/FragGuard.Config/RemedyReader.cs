using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Reads what a rung's remedy has of its own. One line in <see cref="All"/> for each remedy.</summary>
internal static class RemedyReader
{
    private const string CommandExample = "[\"/usr/local/sbin/drain-node\", \"--reason=fragmented\"]";
    private const string CgroupExample = "\"system.slice/backup.service\"";

    private static readonly OrderedDictionary<string, Func<Section, KernelVersion?, RemedySettings>> All = new()
    {
        [DropCachesSettings.RemedyName] = (section, _) => ReadDropCaches(section),
        [CompactMemorySettings.RemedyName] = (section, _) => ReadCompactMemory(section),
        [TuneSettings.RemedyName] = ReadTune,
        [NudgeKcompactdSettings.RemedyName] = (_, _) => new NudgeKcompactdSettings(),
        [ReclaimSettings.RemedyName] = (section, _) => ReadReclaim(section),
        [FlagRebootSettings.RemedyName] = (section, _) => ReadFlagReboot(section),
        [HookSettings.RemedyName] = (section, _) => ReadHook(section),
    };

    /// <summary>The remedies' names as the file has them.</summary>
    internal static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Reads the settings of a remedy that <see cref="Names"/> has.</summary>
    internal static RemedySettings Read(string name, Section section, KernelVersion? kernel) =>
        All[name](section, kernel);

    /// <summary>Judges what the rung's keys say together, once it is known that none of them is misspelt.</summary>
    internal static void Judge(RemedySettings remedy, Section section)
    {
        switch (remedy)
        {
            case TuneSettings when !section.Has(TuneSetReader.Key) && section.IsSound(TuneSetReader.Key):
                TuneSetReader.RefuseAbsent(section);
                break;
            case HookSettings when !section.Has("command") && section.IsSound("command"):
                section.Refuse($"runs nothing; add command = {CommandExample}");
                break;
            default:
                break;
        }
    }

    private static DropCachesSettings ReadDropCaches(Section section)
    {
        var defaults = new DropCachesSettings();
        return new DropCachesSettings
        {
            What = section.Get<DropWhat>("what", defaults.What, Words.DropWhat.Read),
            SyncFirst = section.Get<bool>("sync_first", defaults.SyncFirst, Form.Boolean),
            MinCacheBytes = section.Get("min_cache", defaults.MinCacheBytes, SizeForm.Within(Limits.Memory)),
            MaxDirtyBytes = section.Get("max_dirty", defaults.MaxDirtyBytes, SizeForm.Within(Limits.Memory)),
        };
    }

    private static CompactMemorySettings ReadCompactMemory(Section section) =>
        new()
        {
            Scope = section.Get<CompactScope>("scope", new CompactMemorySettings().Scope, Words.CompactScope.Read),
        };

    private static TuneSettings ReadTune(Section section, KernelVersion? kernel)
    {
        var set = new TuneSetReader(section, kernel).Read();
        return new TuneSettings
        {
            Set = set,
            Restore = section.Get<RestorePolicy>("restore", new TuneSettings().Restore, Words.RestorePolicy.Read),
        };
    }

    private static ReclaimSettings ReadReclaim(Section section)
    {
        var defaults = new ReclaimSettings();
        return new ReclaimSettings
        {
            AmountBytes = section.Get("amount", defaults.AmountBytes, SizeForm.Within(Limits.ReclaimBytes)),
            Swappiness = section.GetOrNull("swappiness", Form.Integer(Limits.Swappiness)),
            Cgroup = section.TryGet<string>("cgroup", ReadCgroup, out var cgroup) ? cgroup : null,
        };
    }

    private static FlagRebootSettings ReadFlagReboot(Section section) =>
        new() { File = section.Get<string>("file", new FlagRebootSettings().File, ReadMark) };

    private static HookSettings ReadHook(Section section) =>
        new() { Command = CommandForm.Read(section, CommandExample) };

    // A mark is an ordinary file; creating one of these is a command to the kernel, or fails.
    private static string? ReadMark(object value, out string result)
    {
        var wrong = PathForm.Read(value, out result);
        var path = result;
        var kernel = Array.Find(["/proc/", "/sys/", "/dev/"], tree => path.StartsWith(tree, StringComparison.Ordinal));
        return wrong is null && kernel is not null
            ? $"is {Form.Shown(value)}; expected an ordinary file, not one of the kernel's in {kernel}"
            : wrong;
    }

    private static string? ReadCgroup(object value, out string result)
    {
        result = value as string ?? "";
        if (value is not string cgroup)
        {
            return $"is {Form.Shown(value)}; expected a cgroup such as {CgroupExample}";
        }

        return cgroup.StartsWith("/sys/", StringComparison.Ordinal)
            ? $"is {Form.Shown(value)}; expected the path below the cgroup mount, such as {CgroupExample}"
            : cgroup.Trim('/').Length == 0 || !CgroupReclaim.IsPath(CgroupReclaim.RelativePath(cgroup))
                ? $"is {Form.Shown(value)}; expected a path such as {CgroupExample}, without empty steps, \".\", \"..\""
                : null;
    }
}
