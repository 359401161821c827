using System.Globalization;
using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Whether this machine, and the unit that is installed, can keep the reserve that the settings ask
/// for.</summary>
internal sealed class ReserveCheck(KernelRoot root, MachineProfile machine, MachineZones? zones)
{
    private const string EnabledPath = "/sys/kernel/mm/transparent_hugepage/enabled";
    private const string Example = "see /usr/share/doc/fragguard/examples/reserve.conf";

    private static readonly KernelVersion CollapsesSince = new(6, 1);

    /// <summary>What there is to say; nothing where no reserve is wanted.</summary>
    internal IEnumerable<SystemFinding> Findings(ReserveSettings reserve)
    {
        if (!reserve.IsOn)
        {
            yield break;
        }

        if (machine.Facts.ThpOrder is not { } order)
        {
            yield return new("huge pages", "none", "this kernel has no transparent huge pages: no reserve is kept");
            yield break;
        }

        var hugeBytes = Order.Pages(order) * (ulong)machine.Facts.PageBytes;
        var nodes = FreePages(order);
        yield return HugePages(hugeBytes);
        foreach (var (node, pages) in nodes)
        {
            var wanted = reserve.PagesOf(hugeBytes);
            yield return new($"node {node}", pages < wanted ? "too few" : "enough",
                $"{Quantity.Of(pages, "huge page")} free now, {wanted} wanted beyond the floors");
        }

        var unit = UnitFile.Read(root);
        yield return Memory(unit, (reserve.PagesOf(hugeBytes) * hugeBytes * (ulong)Math.Max(1, nodes.Count))
            + ReserveKeeper.OwnBytes);
        if (unit?.Last("LimitMEMLOCK") is { } locked and not "infinity")
        {
            yield return new("LimitMEMLOCK=", locked, $"with swap, what cannot be locked is not held: {Example}");
        }

        if (unit is not null && nodes.Count > 1)
        {
            var isBound = unit.Words("SystemCallFilter").Contains("mbind");
            yield return new("mbind(2)", isBound ? "allowed" : "not allowed", isBound
                ? "pages come from the node that they are for"
                : $"pages that come from another node are given back, and less may be held: {Example}");
        }
    }

    private SystemFinding HugePages(ulong hugeBytes)
    {
        var isOff = MachineProbe.TextOf(root, EnabledPath).Contains("[never]", StringComparison.Ordinal);
        var size = Quantity.Long((UInt128)hugeBytes);
        return !isOff ? new("huge pages", size, "taken by page faults")
            : machine.Kernel is { } kernel && kernel < CollapsesSince
                ? new("huge pages", "off",
                    $"thp.enabled is never, and Linux {kernel} cannot do without: no reserve is held")
                : new("huge pages", size, $"thp.enabled is never: made by MADV_COLLAPSE (Linux {CollapsesSince})");
    }

    private SystemFinding Memory(UnitFile? unit, ulong needed)
    {
        var name = unit is null ? "memory limit" : "MemoryMax=";
        var limit = unit is not null ? BytesOf(unit.Last("MemoryMax"))
            : root.IsThisMachine ? CgroupMemory.Read(new KernelRoot()).LimitBytes : null;
        var need = $"{Quantity.Long((UInt128)needed)} needed for the reserve of all nodes and the guard itself";
        return limit is not { } bytes ? new(name, "none", need)
            : bytes >= needed ? new(name, Quantity.Long((UInt128)bytes), need)
            : new(name, "too low", $"{Quantity.Long((UInt128)bytes)}, and {need}: no reserve is kept; {Example}");
    }

    private SortedDictionary<int, ulong> FreePages(int order)
    {
        var free = new SortedDictionary<int, ulong>();
        foreach (var zone in zones?.All ?? [])
        {
            free[zone.Id.Node] = free.GetValueOrDefault(zone.Id.Node) + zone.Free.Suitable(order);
        }

        return free;
    }

    /// <summary>An amount of memory as units have it: 128M; null for no limit, a share of the machine, or none
    /// given.</summary>
    internal static ulong? BytesOf(string? value)
    {
        if (value is null or "")
        {
            return null;
        }

        var shift = char.ToUpperInvariant(value[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        var digits = shift > 0 ? value[..^1] : value;
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= ulong.MaxValue >> shift ? number << shift : null;
    }
}
