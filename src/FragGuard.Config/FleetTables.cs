using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>The tables for those who look at the guard from outside: metrics, labels, notifications.</summary>
internal static class FleetTables
{
    private const string CommandExample = "[\"/usr/local/sbin/page-oncall\", \"--team=storage\"]";
    private const string CollectedSuffix = ".prom";

    private static readonly string[] KernelTrees = ["/proc/", "/sys/", "/dev/"];

    // Replaced, they would no longer do what they are for; a tree ends with a slash.
    private static readonly string[] OwnFiles =
    [
        "/etc/fragguard.toml", "/var/lib/fragguard/", "/run/fragguard/windows", "/run/fragguard/windows/",
        "/run/fragguard/windows.lock", "/run/fragguard/status.json", "/run/fragguard/guard.lock",
        "/run/fragguard/writer.lock", "/run/fragguard/alive",
    ];

    /// <summary>Reads <c>[metrics]</c>.</summary>
    internal static MetricsSettings ReadMetrics(Section section)
    {
        var defaults = new MetricsSettings();
        var settings = new MetricsSettings
        {
            TextFile = section.Get<string>("textfile", defaults.TextFile, ReadFile),
            Probe = section.Get<string>("probe", defaults.Probe, ReadFile),
            FreeBlocks = section.Get<bool>("free_blocks", defaults.FreeBlocks, ValueFormat.Boolean),
        };
        if (settings.TextFile.Length > 0 && !settings.TextFile.EndsWith(CollectedSuffix, StringComparison.Ordinal))
        {
            section.Warn("textfile", $"does not end in {CollectedSuffix}: node_exporter reads no other files");
        }

        if (settings.Probe.Length > 0 && settings.Probe == settings.TextFile)
        {
            section.Refuse("probe", "is the same file as textfile: each needs one of its own");
        }

        return settings;
    }

    /// <summary>Reads <c>[export]</c>.</summary>
    internal static ExportSettings ReadExport(Section section) => new()
    {
        NodeFeatures = section.Get<string>("node_features", new ExportSettings().NodeFeatures, ReadFile),
    };

    /// <summary>Reads <c>[notify]</c>.</summary>
    internal static NotifySettings ReadNotify(Section section)
    {
        var defaults = new NotifySettings();
        var command = CommandFormat.Read(section, "command", CommandExample);
        var on = section.List<string>(
            "on", ReadEvent, "leave command out to report nothing", "[\"opened\", \"exhausted\", \"closed\"]");
        return new NotifySettings
        {
            Command = command,
            On = section.Has("on") ? on : defaults.On,
            Timeout = section.Get("timeout", defaults.Timeout, DurationFormat.Within(Limits.NotifyTimeout)),
            PerHour = section.Get("per_hour", defaults.PerHour, ValueFormat.Integer(Limits.NotifyPerHour)),
        };
    }

    private static string? ReadEvent(object value, out string result)
    {
        result = value as string ?? "";
        return NotifyEvent.All.Span.Contains(result) ? null
            : Spelling.Nearest(result, NotifyEvent.All) is { } nearest
                ? $"is {ValueFormat.Shown(value)}; did you mean \"{nearest}\"?"
            : $"is {ValueFormat.Shown(value)}; expected {NotifyEvent.All.Join(" or ", TomlValue.Text)}";
    }

    // Empty is off: a file that is written by default has no other word for it.
    private static string? ReadFile(object value, out string result)
    {
        if (value is string { Length: 0 })
        {
            result = "";
            return null;
        }

        var wrong = PathFormat.Read(value, out result);
        var path = result;
        var kernel = Array.Find(KernelTrees, tree => path.StartsWith(tree, StringComparison.Ordinal));
        return wrong is not null ? wrong
            : kernel is not null
                ? $"is {ValueFormat.Shown(value)}; expected an ordinary file, not one of the kernel's in {kernel}"
            : Array.Exists(OwnFiles, own => own[^1] == '/'
                ? path.StartsWith(own, StringComparison.Ordinal) : path == own)
                ? $"is {ValueFormat.Shown(value)}, a file that FragGuard needs for itself; expected another"
            : null;
    }
}
