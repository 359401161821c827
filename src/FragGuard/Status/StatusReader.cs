using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Reads what <c>status</c> shows: free blocks, zone sizes, the guard's view, and how the watches see it
/// all.</summary>
internal sealed class StatusReader : IDisposable
{
    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly GuardSettings _settings;
    private readonly GuardSettings _oneLook;
    private readonly KernelFile _buddyInfo;
    private readonly KernelFile _zoneInfo;
    private PageTypeInfo? _types;
    private readonly bool _alwaysReadsTypes;
    private bool _hasReadTypes;
    private readonly BuddyTable _freeBlocks = new();
    private readonly ZoneInfoTable _zones = new();

    /// <param name="root">Where the machine's files are.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="settings">The watches to judge by where no guard runs.</param>
    /// <param name="alwaysReadsTypes">Read the pageblocks' types even where every zone is well.</param>
    internal StatusReader(
        KernelRoot root, MachineProfile machine, GuardSettings settings, bool alwaysReadsTypes = false)
    {
        _alwaysReadsTypes = alwaysReadsTypes;
        (_root, _machine, _settings) = (root, machine, settings);

        // One look cannot know how long a zone has been low: low is breached.
        _oneLook = settings with
        {
            Watches = [.. settings.Watches.Select(watch => watch with { For = TimeSpan.Zero, Ahead = TimeSpan.Zero })],
        };
        _buddyInfo = new KernelFile(root, BuddyInfo.Path);
        _zoneInfo = new KernelFile(root, ZoneInfo.Path);
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
        var watches = Watches(sizes, daemon);
        if (!_hasReadTypes && (_alwaysReadsTypes || AsksForTypes(watches, sizes)))
        {
            (_types, _hasReadTypes) = (ReadTypes(), true);
        }

        return new StatusView(_machine, _freeBlocks, sizes, watches, daemon) { Types = _types };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buddyInfo.Dispose();
        _zoneInfo.Dispose();
    }

    // Where every zone is well and all of it is for everyone, nothing is to be explained by pageblocks.
    private static bool AsksForTypes(List<WatchView> watches, ZoneInfoTable? sizes)
    {
        foreach (var watch in watches)
        {
            foreach (var zone in watch.Zones)
            {
                if (zone.State != ZoneState.Ok
                    || sizes is null || (sizes.TryFind(zone.Id, out var known) && known.CmaPages > 0))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Once, however long the status is watched: the kernel walks all pageblocks and free lists for it (13 ms on a host
    // of 24 GB), and before 5.4 that has locked up large machines.
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

        ValueList<string> open = [];
        if (_settings.WindowNames.Count > 0)
        {
            var windows = new WindowFiles(_root, _machine.BootId).Read(BootClock.Now).Windows();
            open = [.. windows.Select(window => window.Name)];
            assessor.TakeWindows(open);
        }

        var assessment = assessor.Assess(_freeBlocks, TimeSpan.Zero);
        return WatchViews.Of(_settings, assessment, new ZoneNumbers(_freeBlocks, sizes), daemon, _machine.Facts, open);
    }

    private string WhatToDo() => _root.IsLive
        ? "mount /proc, or leave the sandbox that hides it"
        : $"{_root.Directory} must hold a captured tree with {BuddyInfo.Path[1..]} in it";
}
