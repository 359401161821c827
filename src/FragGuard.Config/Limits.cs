using FragGuard.Kernel;

namespace FragGuard.Config;

/// <summary>What settings may be at least and at most. Every setting has limits; those that need a reason have it
/// here.</summary>
internal static class Limits
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Of a configuration file, in bytes. The largest sensible one has some kilobytes; a syntax tree takes
    /// hundreds of times the size of a hostile one, and must fit in the heap's hard limit.</summary>
    internal const int FileBytes = 64 << 10;

    /// <summary>Of watches in a file; each costs a pass over the zones at every tick.</summary>
    internal const int Watches = 64;

    /// <summary>Of rungs in a file.</summary>
    internal const int Rungs = 32;

    /// <summary>Of the items of a list.</summary>
    internal const int ListItems = 64;

    /// <summary>Of a watch's name, in characters: it is a journal field and a metric's label.</summary>
    internal const int NameLength = 64;

    /// <summary>Of a path or an argument of a hook, in characters: PATH_MAX.</summary>
    internal const int PathLength = 4095;

    /// <summary>Of a floor in blocks: more than 64 TiB has of the smallest.</summary>
    internal const long MaxBlocks = 1_000_000_000_000;

    /// <summary>Faster than ten times a second costs more than it shows; slower than every hour is no guard.</summary>
    internal static Range<TimeSpan> Interval { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));

    /// <summary>Of <c>for</c>.</summary>
    internal static Range<TimeSpan> For { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(1));

    /// <summary>Of <c>ahead</c>; zero is off.</summary>
    internal static Range<TimeSpan> Ahead { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(1));

    /// <summary>Of <c>stalls_above</c>, in a minute.</summary>
    internal static Range<ulong> Stalls { get; } = new(1, 1_000_000);

    /// <summary>Of <c>min_uptime</c>.</summary>
    internal static Range<TimeSpan> MinUptime { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(7));

    /// <summary>Of <c>relapse_window</c>; zero is off.</summary>
    internal static Range<TimeSpan> RelapseWindow { get; } = new(TimeSpan.Zero, TimeSpan.FromDays(7));

    /// <summary>Of <c>record.days</c>: 0 is off, and a day takes 2 MB at the most.</summary>
    internal static Range<int> RecordDays { get; } = new(0, 90);

    /// <summary>Of <c>back_off</c> and <c>max_back_off</c>.</summary>
    internal static Range<TimeSpan> BackOff { get; } = new(TimeSpan.FromSeconds(1), Month);

    /// <summary>Of <c>splay</c>; zero is off. Whoever waits longer for the first rung has a watch that is too
    /// early.</summary>
    internal static Range<TimeSpan> Splay { get; } = new(TimeSpan.Zero, TimeSpan.FromMinutes(10));

    /// <summary>Of <c>reserve.size</c>: less than a mebibyte is no huge page of any machine.</summary>
    internal static Range<ulong> ReserveBytes { get; } = new(1UL << 20, 1UL << 40);

    /// <summary>Of <c>refill_after</c>.</summary>
    internal static Range<TimeSpan> RefillAfter { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));

    /// <summary>Of a notification's <c>timeout</c>.</summary>
    internal static Range<TimeSpan> NotifyTimeout { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>Of a notification's <c>per_hour</c>.</summary>
    internal static Range<int> NotifyPerHour { get; } = new(1, 3600);

    /// <summary>Of <c>cooldown</c> and <c>max_cooldown</c>.</summary>
    internal static Range<TimeSpan> Cooldown { get; } = new(TimeSpan.Zero, Month);

    /// <summary>Of <c>max_reread</c>, in bytes a second.</summary>
    internal static Range<ulong> Reread { get; } = new(1UL << 10, 1UL << 40);

    /// <summary>Of <c>timeout</c>.</summary>
    internal static Range<TimeSpan> Timeout { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    /// <summary>Of <c>settle</c>.</summary>
    internal static Range<TimeSpan> Settle { get; } = new(TimeSpan.Zero, TimeSpan.FromMinutes(10));

    /// <summary>Of <c>per_hour</c>.</summary>
    internal static Range<int> PerHour { get; } = new(1, 1000);

    /// <summary>Of <c>per_day</c>.</summary>
    internal static Range<int> PerDay { get; } = new(1, 10_000);

    /// <summary>Of <c>order</c> as a number.</summary>
    internal static Range<int> Order { get; } = new(1, Kernel.Order.Max);

    /// <summary>Of <c>order</c> as a size: from two of the smallest pages to the highest order of them.</summary>
    internal static Range<ulong> BlockBytes { get; } = new(8UL << 10, 4096UL << Kernel.Order.Max);

    /// <summary>Of <c>floor</c> and <c>clear</c> as a size.</summary>
    internal static Range<ulong> AmountBytes { get; } = new(4UL << 10, 1UL << 50);

    /// <summary>Of sizes that machines are compared with; zero switches the comparison off.</summary>
    internal static Range<ulong> Memory { get; } = new(0, 1UL << 50);

    /// <summary>Of <c>amount</c>: less than a mebibyte is not worth a system call.</summary>
    internal static Range<ulong> ReclaimBytes { get; } = new(1UL << 20, 1UL << 40);

    /// <summary>Of a reclaim's <c>swappiness</c>, as the kernel has it.</summary>
    internal static Range<int> Swappiness { get; } = new(0, 200);

    /// <summary>Of a NUMA node's id.</summary>
    internal static Range<int> Node { get; } = new(0, NodeList.MaxNodes - 1);
}
