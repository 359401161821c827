using System.Globalization;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>Frees clean caches. Costs the reads that fill them again; changes no setting, so there is nothing to undo.</summary>
/// <remarks>Knob: <c>/proc/sys/vm/drop_caches</c> (fs/drop_caches.c), whole system only. Errors: EACCES (not uid 0), EROFS
/// (container). Slab is not dropped where ZFS or same-page merging is in use: such hosts have hung.</remarks>
internal sealed class DropCachesRemedy : IRemedy
{
    internal const string KnobPath = "/proc/sys/vm/drop_caches";

    /// <inheritdoc/>
    public Reason Probe(RemedySettings settings, RemedyEnvironment ground) => ground.ReasonAgainst(KnobPath);

    /// <inheritdoc/>
    public IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext run)
    {
        var drop = (DropCachesSettings)settings;
        yield return new KnobWrite(KnobPath, ((int)drop.What).ToString(CultureInfo.InvariantCulture), drop.SyncFirst);
    }
}
