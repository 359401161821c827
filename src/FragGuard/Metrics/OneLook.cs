using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>The metrics of a machine that no guard watches: its zones, and how the watches see them at one
/// look.</summary>
internal static class OneLook
{
    /// <summary>Looks.</summary>
    /// <exception cref="GuardException">There are no free blocks to be read.</exception>
    internal static ReadOnlySpan<byte> Text(KernelRoot root, string version)
    {
        var machine = MachineProbe.Probe(root);
        using var sampler = new Sampler(root);
        if (!sampler.TryReadFreeBlocks())
        {
            throw new GuardException(ExitCodes.Unavailable, $"no guard has left metrics, and {sampler.Error}");
        }

        // One look cannot know how long a zone has been low: low is breached.
        var settings = StatusSettings.Load(root).Settings;
        var watches = new List<WatchSettings>();
        foreach (var watch in settings.Watches)
        {
            watches.Add(watch with { For = TimeSpan.Zero, Ahead = TimeSpan.Zero });
        }

        var assessor = new Assessor(settings with { Watches = [.. watches] }, machine.Facts);
        if (sampler.TryReadZones())
        {
            assessor.Take(sampler.Zones);
        }

        var view = new MetricsView
        {
            Version = version,
            Settings = settings,
            PageBytes = machine.Facts.PageBytes,
            FreeBlocks = sampler.FreeBlocks,
            Sizes = sampler.Zones,
            Zones = assessor.Assess(sampler.FreeBlocks, TimeSpan.Zero),
        };
        return new MetricsText().Write(view, lastLookAt: null);
    }
}
