namespace FragGuard.Host;

/// <summary>Where the machine's files are: <c>/</c>, or a directory that holds a captured tree or a mounted
/// host.</summary>
/// <remarks>Every path of <c>/proc</c>, <c>/sys</c>, <c>/dev</c>, <c>/etc</c>, <c>/run</c> and <c>/var</c> goes through
/// <see cref="Path"/>: that is all that <c>--root</c> means.</remarks>
public sealed class KernelRoot
{
    private readonly string _prefix;

    /// <summary>The machine itself, or a tree.</summary>
    /// <param name="directory">The tree; null or <c>/</c> for the machine itself.</param>
    public KernelRoot(string? directory = null) =>
        _prefix = directory is null ? "" : System.IO.Path.GetFullPath(directory).TrimEnd('/');

    /// <summary>True for the machine itself.</summary>
    public bool IsLive => _prefix.Length == 0;

    /// <summary>True if the files are those of the machine that this process runs on: its own, or a host's that is
    /// mounted into a container.</summary>
    public bool IsThisMachine
    {
        get
        {
            if (IsLive)
            {
                return true;
            }

            var fd = Libc.Open(Path("/proc"), Libc.PathOnly | Libc.CloseOnExec, 0);
            var isProcfs = fd >= 0 && Libc.FileSystemOf(fd) == Libc.ProcFileSystem;
            _ = fd >= 0 ? Libc.Close(fd) : 0;
            return isProcfs;
        }
    }

    /// <summary>True if files may be kept open: the machine's own, and a tree in which nothing is replaced.</summary>
    public bool KeepsOpen => IsLive || IsFixed;

    /// <summary>Nothing in the tree will be replaced while it is read: a benchmark's fixture.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The directory, without a slash at its end; empty for the machine itself.</summary>
    public string Directory => _prefix;

    /// <summary>Where an absolute path of the machine is found.</summary>
    public string Path(string absolutePath) => _prefix + absolutePath;
}
