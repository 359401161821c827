using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What makes a remedy harmful on this host and may change while the guard runs: ZFS is a module, same-page
/// merging a setting. Looked at on every unhealthy tick.</summary>
internal sealed class HostHazards(KernelRoot root) : IDisposable
{
    private const string KsmPath = "/sys/kernel/mm/ksm/run";

    private readonly KernelFile _ksm = new(root, KsmPath);
    private string? _zfsBug;
    private bool _knowsZfsBug;

    /// <summary>Adds what is there now, and what cannot be told.</summary>
    internal HostState AddTo(HostState host)
    {
        var hasZfs = HasZfs(root, out var zfsGap);
        var hasKsm = HasKsm(out var ksmGap);
        return host with
        {
            HasZfs = hasZfs,
            HasKsm = hasKsm,
            CompactionBug = hasZfs ? ZfsBug() : null,
            Gaps = host.Gaps with { Hazards = zfsGap ?? ksmGap },
        };
    }

    /// <summary>Whether ZFS, or the layer below it, is loaded.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="gap">Why that cannot be told; null if it can.</param>
    internal static bool HasZfs(KernelRoot root, out string? gap) =>
        Presence.Of(root, "/sys/module/zfs", out gap) || (gap is null && Presence.Of(root, "/sys/module/spl", out gap));

    /// <inheritdoc/>
    public void Dispose() => _ksm.Dispose();

    // 0 off, 1 on, 2 off and what was merged taken apart.
    private bool HasKsm(out string? gap)
    {
        gap = null;
        if (!_ksm.TryRead(out var text))
        {
            gap = _ksm.IsAbsent ? null : _ksm.Error;
            return false;
        }

        var fields = new FieldReader(text.TrimEnd((byte)'\n'));
        if (fields.TryReadUInt64(out var run) && fields.AtEnd)
        {
            return run == 1;
        }

        gap = $"{KsmPath}: {(text.IsEmpty ? "empty" : "not a number")}";
        return false;
    }

    // The kernel stays the same: what its version says is read once.
    private string? ZfsBug()
    {
        if (!_knowsZfsBug && KernelVersion.TryParse(MachineProbe.TextOf(root, KernelVersion.Path), out var kernel))
        {
            (_zfsBug, _knowsZfsBug) = (MachineProbe.BugOf(kernel, hasZfs: true), true);
        }

        return _zfsBug;
    }
}
