using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>A reading of free blocks that was kept: a copy of <c>/proc/buddyinfo</c>, or a tree with one in
/// it.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="FreeBlocks">Its rows.</param>
/// <param name="Machine">The tree's machine; null for a mere file, which does not tell its page size.</param>
internal sealed record BuddyCapture(string Name, BuddyTable FreeBlocks, MachineProfile? Machine)
{
    /// <summary>The page size; null where it is not told.</summary>
    internal int? PageBytes => Machine?.Facts.PageBytes;

    // Far more than any machine prints; what goes on for longer is no such file.
    private const int MostBytes = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">A file, a pipe, or a directory that holds <c>proc/buddyinfo</c>.</param>
    /// <exception cref="GuardException">It cannot be read, or holds no row.</exception>
    internal static BuddyCapture Read(string path)
    {
        var tree = Directory.Exists(path) ? new KernelRoot(path) : null;
        var file = tree?.Path(BuddyInfo.Path) ?? path;
        var table = new BuddyTable();
        var content = Content(file);
        return table.Parse(content) || table.Parse(BuddyRows.WithoutPrefixes(content))
            ? new BuddyCapture(path, table, tree is null ? null : MachineProbe.Probe(tree))
            : throw new GuardException(ExitCodes.Data, $"{file}: no row of {BuddyInfo.Path} in it");
    }

    // A pipe will do too: diff <(ssh a cat /proc/buddyinfo) <(ssh b cat /proc/buddyinfo).
    private static ReadOnlySpan<byte> Content(string file)
    {
        try
        {
            const FileShare shared = FileShare.ReadWrite | FileShare.Delete;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, shared, bufferSize: 0);
            var buffer = new byte[MostBytes];
            return buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw GuardException.Unreadable(fault, file);
        }
    }
}
