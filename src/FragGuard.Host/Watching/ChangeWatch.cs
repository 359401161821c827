namespace FragGuard.Host;

/// <summary>One descriptor that becomes readable when something in a directory changes or a process ends.</summary>
/// <remarks>An epoll(7) set of an inotify(7) watch and of pidfds. Waiting costs nothing, and noticing one read. Where
/// the kernel refuses either (a limit of watches, no pidfd before Linux 5.3), its owner has to look again and
/// again.</remarks>
public sealed class ChangeWatch : IDisposable
{
    private const int Add = 1;            // EPOLL_CTL_ADD
    private const int EntryBytes = 16;    // struct epoll_event: 12 on x86-64, 16 elsewhere; the events come first.
    private const long PidFdOpen = 434;
    private const int ChangesBytes = 4096;

    // IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF; IN_ONLYDIR.
    private const uint Changes = 0x4 | 0x8 | 0x40 | 0x80 | 0x200 | 0x400 | 0x800 | 0x0100_0000;

    private readonly List<int> _processes = [];
    private int _directory = -1;

    /// <summary>Becomes readable when there is something to look at; -1 if the kernel has no descriptor left.</summary>
    public int Fd { get; private set; } = Libc.EpollCreate(Libc.CloseOnExec);

    /// <summary>Watches this directory, anew if it was watched before: it may be another one of the same
    /// name.</summary>
    /// <returns>False if the kernel refuses.</returns>
    public bool TryWatchDirectory(string path)
    {
        Close(ref _directory);
        _directory = Libc.NotifyCreate(Libc.NonBlocking | Libc.CloseOnExec);
        if (_directory >= 0 && Libc.NotifyAdd(_directory, path, Changes) >= 0 && TryAdd(_directory))
        {
            return true;
        }

        Close(ref _directory);
        return false;
    }

    /// <summary>Watches for the end of a process.</summary>
    /// <returns>False if the kernel refuses: it may have ended, or this kernel cannot do it.</returns>
    public bool TryWatchProcess(int pid)
    {
        var fd = (int)Libc.SystemCall(PidFdOpen, pid, 0);
        if (fd >= 0 && TryAdd(fd))
        {
            _processes.Add(fd);
            return true;
        }

        Close(ref fd);
        return false;
    }

    /// <summary>Watches for no process any more.</summary>
    public void ForgetProcesses()
    {
        foreach (var fd in _processes)
        {
            _ = Libc.Close(fd);
        }

        _processes.Clear();
    }

    /// <summary>Takes what has changed, so that the descriptor waits for the next change. A process that has ended
    /// stays readable until it is forgotten.</summary>
    public unsafe void Drain()
    {
        var changes = stackalloc byte[ChangesBytes];
        while (_directory >= 0 && Libc.Read(_directory, changes, ChangesBytes) > 0)
        {
            // Which file it was does not matter: all of them are looked at.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetProcesses();
        Close(ref _directory);
        var fd = Fd;
        Close(ref fd);
        Fd = fd;
    }

    private unsafe bool TryAdd(int fd)
    {
        var entry = stackalloc byte[EntryBytes];
        new Span<byte>(entry, EntryBytes).Clear();
        *(uint*)entry = (uint)Libc.PollIn;
        return Fd >= 0 && Libc.EpollControl(Fd, Add, fd, entry) == 0;
    }

    private static void Close(ref int fd)
    {
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
            fd = -1;
        }
    }
}
