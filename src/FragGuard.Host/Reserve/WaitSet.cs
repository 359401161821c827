namespace FragGuard.Host;

/// <summary>Descriptors that are waited for as one: an epoll(7) set. One that is closed leaves it by itself.</summary>
public sealed unsafe class WaitSet : IDisposable
{
    private const int AddOne = 1;              // EPOLL_CTL_ADD
    private const int EntryBytes = 16;         // struct epoll_event: 12 on x86-64, 16 elsewhere; the events come first.

    /// <summary>Readable when one of them is.</summary>
    public int Fd { get; private set; } = Libc.EpollCreate(Libc.CloseOnExec);

    /// <summary>Adds a descriptor.</summary>
    public void Add(int fd)
    {
        var entry = stackalloc byte[EntryBytes];
        new Span<byte>(entry, EntryBytes).Clear();
        *(uint*)entry = (uint)Libc.PollIn;
        _ = Libc.EpollControl(Fd, AddOne, fd, entry);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Fd >= 0)
        {
            _ = Libc.Close(Fd);
            Fd = -1;
        }
    }
}
