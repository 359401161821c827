namespace FragGuard.Kernel;

/// <summary><c>/proc/sys/vm/compact_memory</c>: writing it compacts every zone of every node.</summary>
/// <remarks>Mode 0200; since 2.6.35, with CONFIG_COMPACTION. The writer waits until all is done, which on a large
/// machine takes long, and success says nothing about the gain. Errors: EINVAL for anything but 1 (since about 6.4),
/// EACCES without uid 0. Source: mm/compaction.c sysctl_compaction_handler().</remarks>
public static class CompactMemory
{
    /// <summary>The file, from the root of the file system.</summary>
    public const string RelativePath = "proc/sys/vm/compact_memory";

    /// <summary>The one value that every kernel takes.</summary>
    public static ReadOnlySpan<byte> Now => "1"u8;

    /// <summary>True for that value.</summary>
    public static bool Allows(ReadOnlySpan<byte> value) => value.SequenceEqual(Now);
}
