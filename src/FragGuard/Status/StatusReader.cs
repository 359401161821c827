using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Reads what <c>status</c> shows: free blocks, zone sizes, the daemon's view, and how the watches see it
/// all.</summary>
internal sealed class StatusReader : IDisposable
{
    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly GuardSettings _settings;
    private readonly GuardSettings _oneLook;
    private readonly KernelFile _buddyInfo;
    private readonly KernelFile _zoneInfo;
    private readonly PageTypeInfo? _types;
    private readonly BuddyTable _freeBlocks = new();
    private readonly ZoneInfoTable _zones = new();

    internal StatusReader(KernelRoot root, MachineProfile machine, GuardSettings settings)
    {
        (_root, _machine, _settings) = (root, machine, settings);

        // One look cannot know how long a zone has been low: low is breached.
        _oneLook = settings with
        {
            Watches = [.. settings.Watches.Select(watch => watch with { For = TimeSpan.Zero, Ahead = TimeSpan.Zero })],
        };
        _buddyInfo = new KernelFile(root, BuddyInfo.Path);
        _zoneInfo = new KernelFile(root, ZoneInfo.Path);
        _types = ReadTypes();
    }

    /// <summary>Reads it all.</summary>
    /// <exception cref="GuardException">There are no free blocks to be read: the sentence says what, where, and what to
    /// do.</exception>
    internal StatusView Read()
    {
        if (!_buddyInfo.TryRead(out var text))
        {
            throw new GuardException(ExitCodes.Unavailable, $"{_buddyInfo.Error}; {WhatToDo()}");
        }

        if (!_freeBlocks.Parse(text))
        {
            var what = text.IsEmpty ? "it is empty" : "no line of it is in the kernel's layout";
            throw new GuardException(ExitCodes.Unavailable, $"{BuddyInfo.Path}: {what}; {WhatToDo()}");
        }

        var sizes = _zoneInfo.TryRead(out text) && _zones.Parse(text) ? _zones : null;
        var daemon = DaemonView.Read(_root);
        return new StatusView(_machine, _freeBlocks, sizes, Watches(sizes, daemon), daemon) { Types = _types };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buddyInfo.Dispose();
        _zoneInfo.Dispose();
    }

    // Once, however long the status is watched: the kernel walks its free lists for it, and before 5.4 that has locked
    // up
    // large machines.
    private PageTypeInfo? ReadTypes()
    {
        if (_root.IsLive && !(_machine.Kernel >= PageTypeInfo.SafeSince))
        {
            return null;
        }

        using var file = new KernelFile(_root, PageTypeInfo.Path);
        return file.TryRead(out var text) && PageTypeInfo.TryParse(text, out var info) ? info : null;
    }

    private List<WatchView> Watches(ZoneInfoTable? sizes, DaemonView daemon)
    {
        var assessor = new Assessor(_oneLook, _machine.Facts);
        if (sizes is not null)
        {
            assessor.Take(sizes);
        }

        var assessment = assessor.Assess(_freeBlocks, TimeSpan.Zero);
        return WatchViews.Of(_settings, assessment, new ZoneNumbers(_freeBlocks, sizes), daemon, _machine.Facts);
    }

    private string WhatToDo() => _root.IsLive
        ? "mount /proc, or leave the sandbox that hides it"
        : $"{_root.Directory} must hold a captured tree with {BuddyInfo.Path[1..]} in it";
}
