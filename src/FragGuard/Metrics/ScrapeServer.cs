using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Serves the metrics to whoever connects: one thread, a bounded number of clients, a bounded time for
/// each.</summary>
/// <remarks>A client that hangs, or trickles, or never reads, costs a place for as long as its deadline; when no place
/// is free, the one that has been here longest goes. A scrape takes milliseconds, so it is never that one.</remarks>
/// <param name="answer">Knows what to say.</param>
/// <param name="stop">Raised to end it.</param>
internal sealed class ScrapeServer(ScrapeAnswer answer, WakeUp stop) : IDisposable
{
    /// <summary>Clients at a time.</summary>
    internal const int MostClients = 64;

    /// <summary>What a client has for asking and for taking the answer.</summary>
    internal static readonly TimeSpan ClientTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(10);

    private const int StopPlace = 0;
    private const int ListenPlace = 1;
    private const int FirstClient = 2;

    private readonly Poller _poller = new(FirstClient + MostClients);
    private readonly ClientConnection?[] _clients = new ClientConnection?[MostClients];

    /// <summary>Serves until it is to stop.</summary>
    internal void Serve(ListenSocket socket)
    {
        _poller.Watch(StopPlace, stop.Fd);
        _poller.Watch(ListenPlace, socket.Fd);
        while (!stop.IsRaised)
        {
            Turn();
            if (_poller.IsReady(ListenPlace))
            {
                Accept(socket);
            }
        }
    }

    private void Accept(ListenSocket socket)
    {
        for (var accepted = 0; accepted < MostClients; accepted++)
        {
            var fd = socket.Accept(out var isOutOfRoom);
            if (fd < 0)
            {
                if (isOutOfRoom)
                {
                    // A limit on descriptors: whoever has been here longest goes, and nobody spins until then.
                    End(Oldest());
                    Thread.Sleep(RetryInterval);
                }

                return;
            }

            Take(new ClientConnection(fd, fd, GuardLoop.Now + ClientTime));
        }
    }

    /// <summary>Serves one client to its end.</summary>
    internal void ServeOne(ClientConnection client)
    {
        _poller.Watch(StopPlace, stop.Fd);
        Take(client);
        while (!stop.IsRaised && _clients[0] is not null)
        {
            Turn();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var place = 0; place < MostClients; place++)
        {
            End(place);
        }
    }

    private void Turn()
    {
        var (now, next) = (GuardLoop.Now, TimeSpan.MaxValue);
        for (var place = 0; place < MostClients; place++)
        {
            if (_clients[place] is { } client)
            {
                _poller.Watch(FirstClient + place, client.Fd, forWriting: client.IsAnswering);
                next = client.Deadline < next ? client.Deadline : next;
            }
        }

        _poller.Wait(next == TimeSpan.MaxValue ? TimeSpan.FromDays(1) : next - now);
        now = GuardLoop.Now;
        for (var place = 0; place < MostClients; place++)
        {
            if (_clients[place] is { } client && (_poller.IsReady(FirstClient + place) || now >= client.Deadline))
            {
                Continue(place, client, now);
            }
        }
    }

    private void Continue(int place, ClientConnection client, TimeSpan now)
    {
        if (now >= client.Deadline)
        {
            _ = client.IsAnswering || client.Answer(ScrapeAnswer.TooSlow);
            End(place);
            return;
        }

        if (client.IsAnswering ? client.Continue() : IsServed(client))
        {
            End(place);
        }
    }

    // Who says half a request and then no more is not answered.
    private bool IsServed(ClientConnection client)
    {
        var saysMore = client.TryRead();
        return answer.To(client.Request) is { } reply ? client.Answer(reply) : !saysMore;
    }

    private void Take(ClientConnection client)
    {
        var place = 0;
        while (place < MostClients && _clients[place] is not null)
        {
            place++;
        }

        place = place < MostClients ? place : Oldest();
        End(place);
        _clients[place] = client;
    }

    private int Oldest()
    {
        var oldest = 0;
        for (var place = 1; place < MostClients; place++)
        {
            oldest = _clients[place] is { } client && !(_clients[oldest]?.Deadline <= client.Deadline) ? place : oldest;
        }

        return oldest;
    }

    private void End(int place)
    {
        _clients[place]?.Dispose();
        _clients[place] = null;
        _poller.Watch(FirstClient + place, -1);
    }
}
