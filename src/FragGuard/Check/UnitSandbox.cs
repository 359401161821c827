namespace FragGuard;

/// <summary>What the sandbox of the installed unit lets the guard write, judged from its settings.</summary>
/// <remarks>As systemd mounts it: of the paths that are above a file, the longest decides; of two settings for one path
/// the stricter. Source: systemd.exec(5), src/core/namespace.c.</remarks>
internal sealed class UnitSandbox
{
    // What the kernel's own settings are: ProtectKernelTunables=.
    private static readonly string[] Tunables =
        ["/proc/sys", "/sys", "/proc/sysrq-trigger", "/proc/latency_stats", "/proc/acpi", "/proc/fs", "/proc/irq"];

    private readonly Dictionary<string, bool> _isWritable = new(StringComparer.Ordinal);

    /// <summary>Works it out.</summary>
    internal UnitSandbox(UnitFile unit)
    {
        AddSystem(unit.Last("ProtectSystem"));
        Add(unit.IsOn("ProtectKernelTunables") ? Tunables : [], isWritable: false);

        // Control groups have a setting of their own.
        Add(unit.IsOn("ProtectKernelTunables") ? ["/sys/fs/cgroup"] : [], isWritable: true);
        Add(unit.IsOn("ProtectControlGroups") || unit.Last("ProtectControlGroups") is "strict" or "private"
            ? ["/sys/fs/cgroup"] : [], isWritable: false);
        Add(unit.Last("ProtectHome") is "read-only" or "tmpfs" || unit.IsOn("ProtectHome")
            ? ["/home", "/root", "/run/user"] : [], isWritable: false);
        Add(unit.IsOn("PrivateTmp") ? ["/tmp", "/var/tmp"] : [], isWritable: true);
        AddOwn(unit, "StateDirectory", "/var/lib/");
        AddOwn(unit, "RuntimeDirectory", "/run/");
        AddOwn(unit, "CacheDirectory", "/var/cache/");
        AddOwn(unit, "LogsDirectory", "/var/log/");
        Add(unit.Words("ReadWritePaths"), isWritable: true);
        Add(unit.Words("ReadOnlyPaths"), isWritable: false);
        Add(unit.Words("InaccessiblePaths"), isWritable: false);
    }

    /// <summary>True if the guard may write this file, or make files in this directory.</summary>
    internal bool MayWriteTo(string path)
    {
        for (var above = Canonical(path); ; above = Path.GetDirectoryName(above)!)
        {
            if (_isWritable.TryGetValue(above, out var isWritable))
            {
                return isWritable;
            }

            if (above.Length <= 1)
            {
                return true;
            }
        }
    }

    private void AddSystem(string? value)
    {
        string[] readOnly = value?.ToLowerInvariant() switch
        {
            "strict" => ["/"],
            "full" => ["/usr", "/boot", "/efi", "/etc"],
            "yes" or "true" or "on" or "1" => ["/usr", "/boot", "/efi"],
            _ => [],
        };
        Add(readOnly, isWritable: false);
        Add(readOnly is ["/"] ? ["/dev", "/proc", "/sys"] : [], isWritable: true);
    }

    private void AddOwn(UnitFile unit, string key, string parent) =>
        Add(unit.Words(key).Select(name => parent + name.Split(':')[0]), isWritable: true);

    private void Add(IEnumerable<string> paths, bool isWritable)
    {
        foreach (var path in paths)
        {
            // A minus: it need not be there. A plus: below RootDirectory=.
            var at = Canonical(path.TrimStart('-', '+'));
            _isWritable[at] = isWritable && _isWritable.GetValueOrDefault(at, true);
        }
    }

    // On every system of today /var/run is a link to /run.
    private static string Canonical(string path)
    {
        var trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
        return trimmed == "/var/run" || trimmed.StartsWith("/var/run/", StringComparison.Ordinal)
            ? trimmed["/var".Length..]
            : trimmed.Length == 0 ? "/" : trimmed;
    }
}
