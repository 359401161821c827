using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Keeps huge pages in reserve, by a process for each NUMA node: takes them in calm, a part at each look, and
/// lets go of them when a rung says so.</summary>
/// <remarks>While all is held, or nothing can be, a look costs no system call and allocates nothing. What the kernel
/// would have to reclaim or compact for is not asked for: <see cref="ReserveRoom"/>.</remarks>
internal sealed partial class ReserveKeeper : IReserve, IReserveStatus, IDisposable
{
    // One look's part: what is free is looked at again before the next one.
    private const ulong PartBytes = 32UL << 20;

    // The guard's own memory and that of the processes that hold.
    internal const ulong OwnBytes = 32UL << 20;

    private readonly MachineFacts _machine;
    private readonly Reporter _reporter;
    private readonly ReserveMachine _host;
    private readonly List<NodeReserve> _nodes = [];
    private readonly WaitSet _waiting = new();
    private GuardSettings _settings;
    private bool _mayTake;
    private string? _refusal;
    private TimeSpan? _calmSince;
    private TimeSpan _now;

    /// <param name="settings">The settings; nothing is done by them before they are in force.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="reporter">Told of what happens.</param>
    /// <param name="host">How processes are started, and how much memory they may have.</param>
    internal ReserveKeeper(GuardSettings settings, MachineFacts machine, Reporter reporter, ReserveMachine host) =>
        (_settings, _machine, _reporter, _host) = (settings, machine, reporter, host);

    /// <summary>Readable when a holder has answered or is gone.</summary>
    internal int WaitFd => _waiting.Fd;

    /// <inheritdoc/>
    public IReadOnlyList<StatusReserve> Shares => Wanted == 0
        ? []
        : _nodes.ConvertAll(node => new StatusReserve((ulong)node.Node, node.Held * HugeBytes, Wanted * HugeBytes));

    /// <summary>What is wanted on each node, in huge pages; 0 where no reserve is kept.</summary>
    internal ulong Wanted => _settings.Reserve.IsOn && _machine.ThpOrder is not null && _refusal is null
        ? _settings.Reserve.PagesOf(HugeBytes)
        : 0;

    /// <summary>The size of a huge page.</summary>
    internal ulong HugeBytes => Order.Pages(_machine.ThpOrder ?? 0) * (ulong)_machine.PageBytes;

    /// <summary>All that is held, in bytes.</summary>
    internal ulong HeldBytes
    {
        get
        {
            var held = 0UL;
            for (var place = 0; place < _nodes.Count; place++)
            {
                held += _nodes[place].Held;
            }

            return held * HugeBytes;
        }
    }

    /// <inheritdoc/>
    public int Mark { get; private set; }

    /// <summary>Puts settings in force.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="isGuard">This is the one guard that acts.</param>
    internal void Apply(GuardSettings settings, bool isGuard)
    {
        (_settings, _refusal) = (settings, null);
        _mayTake = isGuard && !settings.DryRun;
        if (!settings.Reserve.IsOn || !isGuard)
        {
            EndAll();
            return;
        }

        if (_machine.ThpOrder is null)
        {
            Refuse("this kernel has no transparent huge pages");
        }
        else if (!_host.IsReal)
        {
            Refuse("these are the files of another machine");
        }

        foreach (var node in _nodes)
        {
            node.Told = null;
            if (node.Held > Wanted && !settings.DryRun)
            {
                Tell(node, -(int)(node.Held - Wanted));
            }
            else if (node.Most < Wanted && !settings.DryRun)
            {
                // It was started for less: another one takes its place after refill_after of calm.
                End(node);
            }
        }
    }

    /// <summary>Looks whether more can be taken.</summary>
    /// <param name="isCalm">Every watch is healthy, no incident is open, and none was healed not long ago.</param>
    /// <param name="seen">How the watched zones stand.</param>
    /// <param name="free">The reading.</param>
    /// <param name="sizes">Watermarks.</param>
    /// <param name="now">The time.</param>
    internal void Look(bool isCalm, Assessment seen, BuddyTable free, ZoneInfoTable sizes, TimeSpan now)
    {
        (_now, _calmSince) = (now, isCalm ? _calmSince ?? now : null);
        if (!isCalm || !_mayTake || Wanted == 0)
        {
            return;
        }

        KnowNodes(seen);
        for (var place = 0; place < _nodes.Count; place++)
        {
            var node = _nodes[place];
            if (node.Held < Wanted && node is { Owed: 0, IsEnding: false } && !IsResting(node))
            {
                Take(node, seen, free, sizes);
            }
        }
    }

    /// <summary>Takes answers, and notices who is gone.</summary>
    internal void Continue()
    {
        for (var place = 0; place < _nodes.Count; place++)
        {
            var node = _nodes[place];
            while (node.Holder is { } holder && holder.TryRead(out var reply))
            {
                Answered(node, reply);
            }

            if (node.Holder is { } gone && gone.TryEnd(out var exitCode))
            {
                Gone(node, exitCode);
            }
        }
    }

    /// <inheritdoc/>
    public ulong? BytesOn(int node) =>
        Wanted == 0 ? null : Find(node) is { IsEnding: false } held ? held.Held * HugeBytes : 0;

    /// <summary>What is held on the nodes of the breached zones, in bytes; null where no reserve is kept.</summary>
    internal ulong? BytesFor(Assessment seen)
    {
        if (Wanted == 0)
        {
            return null;
        }

        var held = 0UL;
        for (var place = 0; place < _nodes.Count; place++)
        {
            foreach (ref readonly var zone in seen.Zones)
            {
                if (zone.IsBreached && zone.Id.Node == _nodes[place].Node)
                {
                    held += BytesOn(zone.Id.Node) ?? 0;
                    break;
                }
            }
        }

        return held;
    }

    /// <inheritdoc/>
    public IStepJob Release(ReserveRelease release)
    {
        var node = Find(release.Node) ?? new NodeReserve(release.Node);
        var pages = Math.Min(node.Held, (release.Bytes / HugeBytes) + (release.Bytes % HugeBytes == 0 ? 0UL : 1UL));
        var job = new ReserveReleaseJob(this, node);
        if (pages == node.Held)
        {
            End(node);
        }
        else
        {
            Tell(node, -(int)pages);
        }

        return job;
    }

    /// <summary>Ends a holder: all that it holds is free then.</summary>
    internal static void End(NodeReserve node)
    {
        node.IsEnding = node.Holder is not null;
        node.Holder?.End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Holder?.End();
            node.Holder?.Dispose();
        }

        _waiting.Dispose();
    }

    private void Answered(NodeReserve node, HolderReply reply)
    {
        var before = node.Held;
        (node.Held, node.Owed, Mark) = ((ulong)Math.Max(0, reply.Held), Math.Max(0, node.Owed - 1), Mark + 1);
        if (node.Held < before)
        {
            node.RestsSince = _now;
            TellReleased(node, before - node.Held);
        }
        else if (node.Held >= Wanted)
        {
            TellHeld(node, reply.IsUnlocked ? "it cannot be locked into memory, and there is no swap" : null);
        }
        else if (reply.End != TakeEnd.Done)
        {
            node.RestsSince = _now;
            TellHeld(node, Why(reply.End));
        }
    }

    private void Gone(NodeReserve node, int exitCode)
    {
        var (held, isExpected) = (node.Held, node.IsEnding);
        node.Holder!.Dispose();
        (node.Holder, node.Held, node.Owed, node.IsEnding, node.RestsSince) = (null, 0, 0, false, _now);
        Mark++;
        if (isExpected)
        {
            TellReleased(node, held);
            return;
        }

        TellLost(node, held, exitCode);
    }

    private static void Tell(NodeReserve node, int pages)
    {
        node.Owed++;
        node.Holder?.Tell(pages);
    }

    private bool IsResting(NodeReserve node) =>
        node.RestsSince is { } since && _calmSince is { } calm
        && _now - (since > calm ? since : calm) < _settings.Reserve.RefillAfter;

    private void KnowNodes(Assessment seen)
    {
        foreach (ref readonly var zone in seen.Zones)
        {
            if (Find(zone.Id.Node) is null)
            {
                _nodes.Add(new NodeReserve(zone.Id.Node));
            }
        }
    }

    private NodeReserve? Find(int node)
    {
        for (var place = 0; place < _nodes.Count; place++)
        {
            if (_nodes[place].Node == node)
            {
                return _nodes[place];
            }
        }

        return null;
    }

    private void EndAll()
    {
        foreach (var node in _nodes)
        {
            End(node);
        }
    }
}
