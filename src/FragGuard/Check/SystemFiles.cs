using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;
using FragGuard.Systemd.Journal;

namespace FragGuard;

/// <summary>The files that the guard needs, each with what is lost without it.</summary>
/// <param name="root">Where the machine's files are.</param>
/// <param name="unit">What the installed unit allows.</param>
/// <param name="host">How the host fares, as the guard would read it.</param>
internal sealed class SystemFiles(KernelRoot root, UnitCheck unit, HostState host)
{
    /// <summary>How each of them stands.</summary>
    internal IEnumerable<SystemFinding> Findings()
    {
        using var sampler = new Sampler(root);
        yield return Read(BuddyInfo.Path, "every decision", "FragGuard cannot work here",
            sampler.TryReadFreeBlocks() ? null : sampler.Error);
        yield return Read(ZoneInfo.Path, "zone sizes and watermarks",
            "zones are watched whatever their size, but for DMA; shares of a zone mean nothing, and watermarks are "
                + "not counted",
            sampler.TryReadZones() ? null : $"{ZoneInfo.Path}: no zone in the kernel's layout");
        foreach (var file in HostFiles.All)
        {
            yield return Read(file.Path, file.Use, file.Without, file.Gap(host.Gaps));
        }

        yield return Open("/proc/pagetypeinfo", "the share of unmovable memory, when the ladder is exhausted",
            "that share is not reported");
        yield return KernelLog();
        foreach (var (path, use) in RemedyCatalog.All.SelectMany(
            remedy => remedy.KernelFiles(RemedyEnvironment.NodesOf(root))))
        {
            yield return Write(path, use);
        }

        yield return Keep(LadderStore.FilePath, "cooldowns and budgets, and originals of tuned settings",
            "it is forgotten at a restart, and tune sets nothing");
        yield return Keep(RemedyRunner.LockPath, "the lock of writers, and fragguard status",
            "no rung runs: two writers at once do harm");
        yield return File.Exists(root.Path(JournalSocket.DefaultPath))
            ? new(JournalSocket.DefaultPath, "there", "the journal")
            : new(JournalSocket.DefaultPath, "absent", "the journal: log lines go to stderr");
    }

    // A file that says nothing is no better than one that is missing, and worse where a gate waits for it.
    private SystemFinding Read(string path, string use, string without, string? gap)
    {
        using var file = new KernelFile(root, path);
        return !file.TryRead(out _) ? Lacking(path, file.IsAbsent, use, without)
            : gap is null ? new(path, "readable", use)
            : new(path, "no use", $"{use}: {gap}");
    }

    private SystemFinding Open(string path, string use, string without)
    {
        using var file = new KernelFile(root, path);
        return file.TryOpenOnly() ? new(path, "readable", use) : Lacking(path, file.IsAbsent, use, without);
    }

    private SystemFinding KernelLog()
    {
        const string use = "page allocation failures in the kernel log";
        using var log = KernelLogFile.TryOpen(root, out var error);
        return log is not null ? new(KernelLogFile.Path, "readable", use)
            : Lacking(KernelLogFile.Path, !File.Exists(root.Path(KernelLogFile.Path)), use,
                $"they go unnoticed ({error})");
    }

    private static SystemFinding Lacking(string path, bool isAbsent, string use, string without) =>
        new(path, isAbsent ? "absent" : "not readable", $"{use}: {without}");

    private SystemFinding Write(string path, string use)
    {
        var found = root.Path(path);
        return !File.Exists(found) ? new(path, "absent", $"{use}: this kernel does not have it")
            : unit.Against(path) is { } sandbox ? new(path, "not writable", $"{use}: {sandbox}")
            : ThisProcess.MayWriteTo(found) ? new(path, "writable", use)
            : new(path, "not writable",
                $"{use}: needs {(ThisProcess.IsRoot ? "a writable mount, as a container must be given" : "uid 0")}");
    }

    /// <summary>A directory of the guard's own: made when it is needed, in the nearest one that is there.</summary>
    private SystemFinding Keep(string filePath, string use, string without)
    {
        var directory = Path.GetDirectoryName(filePath)!;
        var nearest = root.Path(directory);
        while (nearest.Length > 1 && !Directory.Exists(nearest))
        {
            nearest = Path.GetDirectoryName(nearest)!;
        }

        var isThere = nearest == root.Path(directory);
        return ThisProcess.MayWriteTo(nearest)
            ? new(directory, isThere ? "writable" : "can be made", use)
            : new(directory, isThere ? "not writable" : "absent", $"{use}: {without}");
    }
}
