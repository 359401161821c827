using FragGuard.Host;

namespace FragGuard.Daemon.Tests;

/// <summary>A process that holds huge pages, or as many of them as there are.</summary>
internal sealed class FakeHolder(int node, int most) : IReserveHolder
{
    private readonly Queue<HolderReply> _replies = new();
    private int _held;

    internal int Node => node;

    internal int Most => most;

    /// <summary>What it was told, in order.</summary>
    internal List<int> Told { get; } = [];

    /// <summary>How many huge pages the kernel gives it, all in all.</summary>
    internal int Available { get; set; } = int.MaxValue;

    /// <summary>What becomes of the first that it does not give.</summary>
    internal TakeEnd Short { get; set; } = TakeEnd.NoHugePage;

    /// <summary>How it ended; null while it runs.</summary>
    internal int? ExitCode { get; set; }

    internal bool IsDisposed { get; private set; }

    public int WaitFd => -1;

    public int EndFd => -1;

    public void Tell(int pages)
    {
        Told.Add(pages);
        var wanted = Math.Max(0, _held + pages);
        _held = Math.Min(wanted, Available);
        _replies.Enqueue(new HolderReply(_held, _held < wanted ? Short : TakeEnd.Done, IsUnlocked: false));
    }

    public bool TryRead(out HolderReply reply) => _replies.TryDequeue(out reply);

    public bool TryEnd(out int exitCode)
    {
        exitCode = ExitCode ?? -1;
        return ExitCode is not null;
    }

    public void End() => ExitCode = 137;

    public void Dispose() => IsDisposed = true;
}
