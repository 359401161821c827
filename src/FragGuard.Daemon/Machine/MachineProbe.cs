using System.Globalization;
using System.Numerics;
using System.Text;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Finds out, once, what of the machine does not change while the guard runs.</summary>
internal static class MachineProbe
{
    private const int LargestBytes = 64 << 10;
    private const string PmdSizePath = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";

    // What a capture script wrote beside the tree: getconf PAGESIZE.
    private const string CapturedPageSizePath = "/pagesize";

    internal static MachineProfile Probe(KernelRoot root)
    {
        var pageBytes = PageSize(root).Bytes;
        KernelVersion? kernel =
            KernelVersion.TryParse(TextOf(root, KernelVersion.Path), out var version) ? version : null;
        var hasZfs = HostHazards.HasZfs(root, out _);
        var facts = new MachineFacts
        {
            PageBytes = pageBytes,
            ThpOrder = Number(root, PmdSizePath) is { } bytes and > 0 ? Order.ForBytes(bytes, pageBytes) : null,
            IsRealtime = Number(root, "/sys/kernel/realtime") == 1,
            CompactionBug = kernel is { } release ? BugOf(release, hasZfs) : null,
            HasZfs = hasZfs,
            HasKsm = Number(root, "/sys/kernel/mm/ksm/run") == 1,
        };
        return new MachineProfile(facts, kernel, TextOf(root, "/proc/sys/kernel/random/boot_id"));
    }

    /// <summary>How the page size of a captured tree was guessed, as a phrase; null where it is known.</summary>
    internal static string? PageSizeGuess(KernelRoot root) => PageSize(root).Guess;

    /// <summary>Why compaction is unsafe on this kernel; null where no such bug is known.</summary>
    internal static string? BugOf(KernelVersion release, bool hasZfs)
    {
        var bug = KnownCompactionBugs.Find(upstream: null, release, hasZfs).FirstOrDefault(bug => bug.HitsRemedies);
        return bug is null ? null : $"{bug.Symptom}: {bug.Cure}";
    }

    /// <summary>The trimmed content of a small file; empty if it cannot be read.</summary>
    internal static string TextOf(KernelRoot root, string path) =>
        RegularFile.Read(root.Path(path), path, LargestBytes).Content is { } content
            ? Encoding.UTF8.GetString(content).Trim()
            : "";

    // A captured tree has its own page size: the file that says so, or else what makes its free pages amount to its
    // MemFree.
    private static (int Bytes, string? Guess) PageSize(KernelRoot root)
    {
        if (root.IsLive)
        {
            return (Environment.SystemPageSize, null);
        }

        if (Number(root, CapturedPageSizePath) is { } bytes and >= 512 and <= 1 << 20 && BitOperations.IsPow2(bytes))
        {
            return ((int)bytes, null);
        }

        using var memInfo = new KernelFile(root, MemInfo.Path);
        using var buddyInfo = new KernelFile(root, BuddyInfo.Path);
        return memInfo.TryRead(out var memText)
            && MemInfo.TryParse(memText, out var info) && info.MemFreeKib is { } freeKib
            && buddyInfo.TryRead(out var buddyText) && FreePages(buddyText) is var freePages and > 0
            ? (NearestPageBytes(freeKib * 1024.0 / freePages), "by its MemFree and its free blocks")
            : (Environment.SystemPageSize, "this machine's");
    }

    private static ulong FreePages(ReadOnlySpan<byte> text)
    {
        var table = new BuddyTable();
        ulong pages = 0;
        table.Parse(text);
        foreach (ref readonly var row in table.Rows)
        {
            pages += row.Free.FreePages;
        }

        return pages;
    }

    private static int NearestPageBytes(double bytes)
    {
        int[] sizes = [4096, 16384, 65536];
        return sizes.MinBy(size => Math.Abs(Math.Log2(bytes / size)));
    }

    private static ulong? Number(KernelRoot root, string path) =>
        ulong.TryParse(TextOf(root, path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
