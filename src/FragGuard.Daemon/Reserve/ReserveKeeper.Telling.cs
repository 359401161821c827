using FragGuard.Host;
using FragGuard.Kernel;

namespace FragGuard.Daemon;

/// <summary>What is told of the reserve: once for each change, whatever a look finds again and again.</summary>
internal sealed partial class ReserveKeeper
{
    private const int Killed = 128 + 9;

    private static string Why(TakeEnd end) => end switch
    {
        TakeEnd.OtherNode => "memory comes from another node: the sandbox lacks mbind(2), see the example reserve.conf",
        TakeEnd.NotLocked => "it must not be locked into memory, and would be swapped out: raise LimitMEMLOCK=",
        TakeEnd.NoAddresses => "the process got no room for it: overcommit, or a limit of address space",
        _ => "the kernel gave small pages",
    };

    private void TellLost(NodeReserve node, ulong pages, int exitCode)
    {
        node.Told = null;
        var how = exitCode == Killed ? "was killed, by hand or because memory ran out"
            : exitCode > 128 ? $"ended by signal {exitCode - 128}" : $"ended with exit code {exitCode}";
        _reporter.Report(ReserveEvents.Of(
            EventNames.ReserveLost, 4, node.Node, 0, Wanted * HugeBytes,
            $"node {node.Node}: the process that held {Quantity.Exact(pages * HugeBytes)} in reserve {how}: it is "
                + $"taken again after {Quantity.Time(_settings.Reserve.RefillAfter)} of calm"));
    }

    private void Refuse(string why)
    {
        _refusal = why;
        _reporter.Warn($"no reserve is kept: {why}; the guard goes on without");
    }

    // Once for as long as the reason is the same: what is held may well grow meanwhile.
    private void TellHeld(NodeReserve node, string? why)
    {
        var told = why ?? "";
        if (node.Told == told)
        {
            return;
        }

        node.Told = told;
        var (held, wanted) = (node.Held * HugeBytes, Wanted * HugeBytes);
        var isWhole = node.Held >= Wanted;
        var text = isWhole
            ? $"node {node.Node}: {Quantity.Exact(held)} held in reserve{(why is null ? "" : $"; {why}")}"
            : $"node {node.Node}: {Quantity.Exact(held)} of {Quantity.Exact(wanted)} held in reserve: {why}; it is "
                + "tried again in calm";
        _reporter.Report(ReserveEvents.Of(EventNames.ReserveHeld, isWhole ? 6 : 5, node.Node, held, wanted, text));
    }

    private void TellReleased(NodeReserve node, ulong pages)
    {
        if (pages == 0)
        {
            return;
        }

        node.Told = null;
        var held = node.Held * HugeBytes;
        _reporter.Report(ReserveEvents.Of(
            EventNames.ReserveReleased, 5, node.Node, held, Wanted * HugeBytes,
            $"node {node.Node}: {Quantity.Exact(pages * HugeBytes)} of the reserve let go, "
                + $"{Quantity.Exact(held)} left"));
    }
}
