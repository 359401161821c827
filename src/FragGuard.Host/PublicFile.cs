using System.Globalization;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A small file that other programs collect: anybody may read it, and whoever reads it finds it
/// whole.</summary>
/// <remarks>Written beside under a name that begins with a dot, so that no collector takes the half of it, and renamed
/// over; a write that works allocates nothing. Before the first write, and again after one that failed, it looks at
/// what is there: it replaces no link, nothing that is not a plain file, and no file that holds something else, and
/// writes into no directory that belongs to somebody else, who could lead it elsewhere. It is not synced: after a
/// crash of the machine nobody needs it.</remarks>
public sealed class PublicFile
{
    private const int Everybody = 0x1a4;                    // 0644
    private const int SearchableByAll = 0x1ed;              // 0755

    private const int MostBytes = 16 << 20;

    private readonly string _name;
    private readonly string _path;
    private readonly string _beside;
    private readonly string _directory;
    private readonly bool _makesDirectory;
    private readonly Func<ReadOnlySpan<byte>, bool>? _isOurs;
    private bool _isKnown;

    /// <param name="root">Where the machine's files are.</param>
    /// <param name="path">The file as the machine knows it.</param>
    /// <param name="isOurs">By the content of a file: it is one of these, and may be replaced. Null where
    /// every plain file may, because the directory is the guard's own.</param>
    /// <param name="makesDirectory">Its directory is the guard's own, and made if need be.</param>
    public PublicFile(
        KernelRoot root, string path, Func<ReadOnlySpan<byte>, bool>? isOurs = null, bool makesDirectory = false)
    {
        (_name, _path, _isOurs, _makesDirectory) = (path, root.Path(path), isOurs, makesDirectory);
        _directory = Path.GetDirectoryName(_path)!;
        _beside = Path.Combine(_directory, $".{Path.GetFileName(_path)}.tmp");
    }

    /// <summary>The file as the machine knows it.</summary>
    public string Name => _name;

    /// <summary>There is a file of this name.</summary>
    public bool IsThere => Libc.Access(_path, 0) == 0;

    /// <summary>Replaces the file.</summary>
    /// <returns>Null, or why it could not be written, as a sentence. The old one is then still there.</returns>
    public string? Write(ReadOnlySpan<byte> content)
    {
        if (!_isKnown && Against() is { } why)
        {
            return why;
        }

        var errno = Replace(content);
        _isKnown = errno == 0;
        return errno == 0 ? null : FileFault.Sentence(errno, _name);
    }

    /// <summary>Takes the file away, if it is the guard's; an absent one is no error.</summary>
    /// <returns>Null, or why it could not be taken away.</returns>
    public string? Remove()
    {
        if (!_isKnown && Against() is not null)
        {
            // Never written, and nothing that would be.
            return null;
        }

        _isKnown = false;
        return Libc.Remove(_path) == 0 || Libc.LastError is Errno.NoEntry or Errno.NotADirectory ? null
            : FileFault.Sentence(Libc.LastError, _name);
    }

    private int Replace(ReadOnlySpan<byte> content)
    {
        const int flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec;
        var fd = Libc.Open(_beside, flags, Everybody);
        if (fd < 0 && Libc.LastError == Errno.Exists)
        {
            // What a killed guard left, or a link that somebody put there: taken away, and never written into.
            _ = Libc.Remove(_beside);
            fd = Libc.Open(_beside, flags, Everybody);
        }

        if (fd < 0)
        {
            return Libc.LastError;
        }

        var errno = WriteAll(fd, content);
        if (errno == 0 && Libc.SetMode(fd, Everybody) != 0)
        {
            errno = Libc.LastError;
        }

        _ = Libc.Close(fd);
        if (errno == 0 && Libc.Rename(_beside, _path) != 0)
        {
            errno = Libc.LastError;
        }

        if (errno != 0)
        {
            // The half of it takes the room that is missing.
            _ = Libc.Remove(_beside);
        }

        return errno;
    }

    private static unsafe int WriteAll(int fd, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            nint written;
            fixed (byte* start = content)
            {
                written = Libc.Write(fd, start, content.Length);
            }

            if (written >= 0)
            {
                content = content[(int)written..];
            }
            else if (Libc.LastError != Errno.Interrupted)
            {
                return Libc.LastError;
            }
        }

        return 0;
    }

    /// <summary>Why it would not be written, as a sentence; null if it would. Makes the directory, if it is the
    /// guard's own.</summary>
    public string? Against()
    {
        var isThere = FileStatus.TryRead(_directory, out var directory);
        if (!isThere && Libc.LastError == Errno.NoEntry && _makesDirectory
            && Libc.MakeDirectory(_directory, SearchableByAll) == 0)
        {
            isThere = FileStatus.TryRead(_directory, out directory);
        }

        if (!isThere)
        {
            var name = Path.GetDirectoryName(_name)!;
            return Libc.LastError is Errno.NoEntry or Errno.NotADirectory
                ? $"{name}: no such directory" : FileFault.Sentence(Libc.LastError, name);
        }

        if (!directory.IsOwn)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetDirectoryName(_name)} belongs to uid {directory.User}: "
                    + $"{_name} is written into a directory of root's only");
        }

        return FileStatus.TryRead(_path, out var file, followsLinks: false)
            ? file.IsRegular ? AgainstContent()
                : file.IsLink ? $"{_name} is a link: name the file that it leads to, or take the link away"
                : $"{_name} is no plain file: take it away, or name another file"
            : Libc.LastError == Errno.NoEntry ? null
            : FileFault.Sentence(Libc.LastError, _name);
    }

    private string? AgainstContent()
    {
        if (_isOurs is null)
        {
            return null;
        }

        var reading = RegularFile.Read(_path, _name, MostBytes);
        return reading.Content is not { } content ? reading.Error
            : content.Length == 0 || _isOurs(content) ? null
            : $"{_name} holds something that FragGuard did not write: take it away, or name another file";
    }
}
