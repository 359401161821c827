namespace FragGuard.Kernel;

/// <summary><c>/proc/sys/vm/drop_caches</c>: writing it drops clean caches of the whole machine at once.</summary>
/// <remarks>Mode 0200 since 5.5, 0644 before; never read it. Since 2.6.16. Dirty pages stay, cgroup protection is
/// ignored, and the writer waits until it is done. Errors: EINVAL for a value outside 1 to 4, EACCES without uid 0,
/// EROFS in a container. Source: fs/drop_caches.c drop_caches_sysctl_handler().</remarks>
public static class DropCaches
{
    /// <summary>The file, from the root of the file system.</summary>
    public const string RelativePath = "proc/sys/vm/drop_caches";

    /// <summary>Drops clean, unmapped page cache.</summary>
    public static ReadOnlySpan<byte> PageCache => "1"u8;

    /// <summary>Frees slab that shrinkers may free: dentries, inodes.</summary>
    public static ReadOnlySpan<byte> Slab => "2"u8;

    /// <summary>Both.</summary>
    public static ReadOnlySpan<byte> All => "3"u8;

    /// <summary>True for the three values above. The kernel also knows 4, which silences its own log line until reboot:
    /// not ours to do.</summary>
    public static bool Allows(ReadOnlySpan<byte> value) => value is [(byte)'1' or (byte)'2' or (byte)'3'];
}
