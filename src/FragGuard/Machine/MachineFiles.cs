using System.Text;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Reads files of the machine and remembers those that could not be read, so that they can be
/// named.</summary>
internal sealed class MachineFiles(KernelRoot root)
{
    private const int MostBytes = 16 << 20;

    private readonly List<(string Path, string What, string Why)> _unread = [];

    /// <summary>What could not be read: the file, what it would have told, and why.</summary>
    internal IReadOnlyList<(string Path, string What, string Why)> Unread => _unread;

    /// <summary>Where the machine's files are.</summary>
    internal KernelRoot Root => root;

    /// <summary>The content of a file that this kernel may not have.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it tells; null if nobody misses it.</param>
    /// <returns>Null if there is no such file, or if it cannot be read, which is remembered.</returns>
    internal byte[]? Read(string path, string? what)
    {
        var reading = RegularFile.Read(root.Path(path), path, MostBytes);
        if (reading.Content is null && reading.End != FileReadEnd.Absent && what is not null)
        {
            Miss(path, what, reading.IsDenied ? "permission denied: run it as root" : reading.Error ?? "unreadable");
        }

        return reading.Content;
    }

    /// <summary>The trimmed text of a small file; null if there is none.</summary>
    internal string? Text(string path, string? what = null) =>
        Read(path, what) is { } content ? Encoding.UTF8.GetString(content).Trim() : null;

    /// <summary>A file is among those that could not be read.</summary>
    internal bool HasMissed(string path) => _unread.Exists(missed => missed.Path == path);

    /// <summary>Remembers something that could not be learned.</summary>
    internal void Miss(string path, string what, string why) => _unread.Add((path, what, why));
}
