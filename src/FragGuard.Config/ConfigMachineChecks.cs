using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Judges settings by the machine that they are for: what is right in itself may mean nothing here.</summary>
/// <remarks>Almost all of it is a warning, because one file serves many machines.</remarks>
internal sealed class ConfigMachineChecks(MachineProfile? machine, MachineZones? zones)
{
    /// <summary>Judges a watch.</summary>
    internal void Judge(WatchSettings watch, Section section)
    {
        if (machine is null || !section.IsSound("order"))
        {
            return;
        }

        if (watch.Order.On(machine.Facts) is not { } order)
        {
            section.Warn("order",
                "is \"thp\", and this kernel has no transparent huge pages: the watch is left out here");
            return;
        }

        if (order == 0)
        {
            section.Warn("order", $"is {OrderFormat.Write(watch.Order)}, a single page here, where pages have "
                + $"{SizeFormat.Write((ulong)machine.Facts.PageBytes)}: fragmentation cannot take it away");
        }

        if (zones is not null && section.IsSound("zones", "nodes", "min_zone"))
        {
            JudgeScope(watch, order, machine.Facts.PageBytes, section);
        }
    }

    /// <summary>Judges a rung.</summary>
    internal void Judge(RungSettings rung, Section section) => Judge(rung.Remedy, section);

    /// <summary>Judges what is to be held.</summary>
    internal void Judge(PreventSettings prevent, Section section) =>
        Judge(new TuneSettings { Set = prevent.Set }, section);

    private void Judge(RemedySettings remedy, Section section)
    {
        var known = new RemedyMachine(machine?.Facts, zones?.ManagedPages);
        foreach (var problem in remedy.Definition.Check(remedy, known))
        {
            if (!section.IsSound(problem.Key))
            {
                continue;
            }

            if (problem.IsError)
            {
                section.Refuse(problem.Key, problem.Text);
            }
            else
            {
                section.Warn(problem.Key, problem.Text);
            }
        }
    }

    private void JudgeScope(WatchSettings watch, int order, int pageBytes, Section section)
    {
        var isElsewhere = false;
        foreach (var name in watch.Zones)
        {
            if (!zones!.All.Any(zone => zone.Id.Zone == name))
            {
                var known = string.Join(", ", zones.All.Select(zone => zone.Id.Zone.ToString()).Distinct());
                isElsewhere = true;
                section.Warn("zones", $"has \"{name}\", which this machine does not have; it has {known}");
            }
        }

        foreach (var node in watch.Nodes)
        {
            if (!zones!.All.Any(zone => zone.Id.Node == node))
            {
                var known = string.Join(", ", zones.All.Select(zone => $"{zone.Id.Node}").Distinct());
                isElsewhere = true;
                section.Warn("nodes", $"has {node}, which this machine does not have; it has {known}");
            }
        }

        var covered = zones!.CoveredBy(watch, pageBytes);
        if (covered.Count == 0)
        {
            if (!isElsewhere)
            {
                section.WarnAt(section.At("min_zone"),
                    "covers no zone of this machine: no zone that it could cover has "
                    + $"{SizeFormat.Write(watch.MinZoneBytes)} (min_zone)");
            }
        }
        else if (covered.Max(zone => zone.Orders) is var orders && order >= orders)
        {
            var here = watch.Order.Unit == OrderUnit.Order ? "" : $", order {order} here";
            section.Warn(
                "order",
                $"is {OrderFormat.Write(watch.Order)}{here}, and no watched zone of this machine has blocks of more "
                    + $"than order {orders - 1}");
        }
        else if (section.IsSound("floor", "clear"))
        {
            JudgeFloor(watch, order, pageBytes, covered, section);
        }
    }

    private static void JudgeFloor(
        WatchSettings watch, int order, int pageBytes, IReadOnlyList<MachineZone> covered, Section section)
    {
        foreach (var (id, _, managed) in covered)
        {
            if (watch.Floor is not { } floor || managed is not { } pages)
            {
                continue;
            }

            var floorBlocks = floor.InBlocks(order, pageBytes, pages);
            if ((UInt128)floorBlocks << order > pages)
            {
                section.Warn("floor",
                    $"is {AmountFormat.Write(floor)}, more than node {id.Node} zone {id.Zone} has in all: it would "
                    + "never be clear there");
                return;
            }

            if (watch.Clear is { } clear && clear.InBlocks(order, pageBytes, pages) < floorBlocks)
            {
                section.Warn(
                    "clear",
                    $"is {AmountFormat.Write(clear)}, below floor {AmountFormat.Write(floor)} on node {id.Node} zone "
                        + $"{id.Zone}: there the floor counts for both");
                return;
            }
        }
    }
}
