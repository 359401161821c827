using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>Waits for descriptors and for time: poll(2). Waiting allocates nothing.</summary>
public sealed class Poller
{
    private readonly Libc.PollFd[] _fds;

    /// <summary>A poller with so many places, all of them empty.</summary>
    public Poller(int places)
    {
        _fds = GC.AllocateArray<Libc.PollFd>(places, pinned: true);
        for (var i = 0; i < places; i++)
        {
            _fds[i].Fd = -1;
        }
    }

    /// <summary>Waits for this descriptor in this place; -1 to wait for none.</summary>
    public void Watch(int place, int fd, bool forWriting = false) =>
        _fds[place] = new Libc.PollFd { Fd = fd, Events = forWriting ? Libc.PollOut : Libc.PollIn };

    /// <summary>Waits until a descriptor is ready or the time is over, whichever comes first; a signal may end the wait
    /// early.</summary>
    public unsafe void Wait(TimeSpan timeout)
    {
        var milliseconds = (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        fixed (Libc.PollFd* fds = _fds)
        {
            if (Libc.Poll(fds, (nuint)_fds.Length, milliseconds) <= 0)
            {
                foreach (ref var fd in _fds.AsSpan())
                {
                    fd.Returned = 0;
                }
            }
        }
    }

    /// <summary>True if the descriptor in this place was ready when the last wait ended. An error counts: reading
    /// tells.</summary>
    public bool IsReady(int place) => _fds[place].Fd >= 0 && _fds[place].Returned != 0;
}

/// <summary>A counter in the kernel that one thread raises and another waits for: how signals reach the poll
/// loop.</summary>
public sealed class WakeUp : IDisposable
{
    /// <summary>A counter at zero.</summary>
    /// <exception cref="IOException">The kernel has no descriptor left.</exception>
    public WakeUp()
    {
        Fd = Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlocking);
        if (Fd < 0)
        {
            throw new IOException("eventfd: " + Marshal.GetLastPInvokeErrorMessage());
        }
    }

    /// <summary>Readable once raised.</summary>
    public int Fd { get; }

    /// <summary>It was raised and not cleared since.</summary>
    public bool IsRaised { get; private set; }

    /// <summary>Wakes the loop. Safe from any thread.</summary>
    public unsafe void Raise()
    {
        IsRaised = true;
        var one = 1UL;
        _ = Libc.Write(Fd, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Takes the counter back to zero.</summary>
    public unsafe void Clear()
    {
        IsRaised = false;
        ulong count;
        _ = Libc.Read(Fd, (byte*)&count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.Close(Fd);
}
