using System.Net.Sockets;
using System.Text;

namespace FragGuard.NativeTests;

/// <summary>A directory that stands in for a machine: its kernel files, its journal and its service manager.</summary>
internal sealed class FakeMachine : IDisposable
{
    /// <summary>A zone of 2 GiB with plenty of large blocks.</summary>
    internal const string Healthy =
        "Node 0, zone   Normal    100    100    100    100    100    100    100    100    100    100    300 \n";

    /// <summary>The same zone with as much free memory, all of it in blocks below order 4.</summary>
    internal const string Fragmented =
        "Node 0, zone   Normal  80000  40000  20000  10000      0      0      0      0      0      0      0 \n";

    /// <summary>The same zone with hardly anything free.</summary>
    internal const string Empty =
        "Node 0, zone   Normal    500      0      0      0      0      0      0      0      0      0      0 \n";

    private readonly Socket _journal;
    private readonly Socket _manager;

    /// <summary>A healthy machine.</summary>
    /// <param name="readsJournal">False for a journal that takes records until its queue is full.</param>
    /// <param name="readsNotifications">False for a service manager that reads nothing, and whose queue is full
    /// already.</param>
    internal FakeMachine(bool readsJournal = true, bool readsNotifications = true)
    {
        Root = Directory.CreateTempSubdirectory("fragguard-native-").FullName;
        BuddyInfo = Healthy;
        Write("/proc/zoneinfo", """
            Node 0, zone   Normal
              pages free     400000
                    min      1000
                    low      2000
                    high     3000
                    spanned  524288
                    present  524288
                    managed  524288
                    protection: (0, 0, 0)

            """);
        Write(
            "/proc/meminfo",
            "MemTotal: 2000000 kB\nMemFree: 1600000 kB\nCached: 300000 kB\n"
                + "SReclaimable: 50000 kB\nDirty: 0 kB\nWriteback: 0 kB\n");
        Write(
            "/proc/vmstat",
            "nr_free_pages 400000\ncompact_migrate_scanned 0\npgmigrate_success 0\n"
                + "pgmigrate_fail 0\ndrop_pagecache 0\ndrop_slab 0\n");
        Write("/proc/uptime", "100000.00 100000.00\n");
        Write("/proc/sys/vm/drop_caches", "");
        Write("/proc/sys/vm/compact_memory", "");
        Write("/proc/sys/vm/swappiness", "60\n");
        Write("/sys/devices/system/node/node0/compact", "");
        Write("/pagesize", "4096\n");
        _journal = Bind("/run/systemd/journal/socket");
        _manager = Bind("/run/notify");
        if (readsJournal)
        {
            new Thread(ReadJournal) { IsBackground = true }.Start();
        }

        if (readsNotifications)
        {
            StartManager();
        }
        else
        {
            FillNotifyQueue();
        }
    }

    internal string Root { get; }

    internal string NotifySocket => Root + "/run/notify";

    internal List<Dictionary<string, string>> Records { get; } = [];

    internal List<string> Notifications { get; } = [];

    /// <summary>What the kernel says of free blocks. Replaced in one piece, as the kernel does.</summary>
    internal string BuddyInfo
    {
        set
        {
            Write("/proc/buddyinfo.new", value);
            File.Move(Root + "/proc/buddyinfo.new", Root + "/proc/buddyinfo", overwrite: true);
        }
    }

    internal void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        File.WriteAllText(Root + path, content);
    }

    internal string Read(string path) => File.ReadAllText(Root + path);

    /// <summary>Waits for a record of this event that comes after so many records.</summary>
    internal Dictionary<string, string> WaitFor(string name, Func<Dictionary<string, string>, bool>? matches = null)
    {
        Dictionary<string, string>? found = null;
        var isFound = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(5);
                lock (Records)
                {
                    found = Records.Find(record =>
                        record.GetValueOrDefault("FRAGGUARD_EVENT") == name && (matches?.Invoke(record) ?? true));
                }

                return found is not null;
            },
            TimeSpan.FromSeconds(60));
        Assert.True(isFound, $"no {name} in the journal:\n{Story()}");
        return found!;
    }

    internal int Count(string name)
    {
        lock (Records)
        {
            return Records.Count(record => record.GetValueOrDefault("FRAGGUARD_EVENT") == name);
        }
    }

    internal void WaitForNotification(Func<string, bool> matches, string what)
    {
        var isFound = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(5);
                lock (Notifications)
                {
                    return Notifications.Exists(notification => matches(notification));
                }
            },
            TimeSpan.FromSeconds(60));
        Assert.True(isFound, $"the service manager was not told {what}: {string.Join(" | ", Notifications)}");
    }

    /// <summary>Waits until so many more watchdog feeds have come: the guard is alive and turns.</summary>
    internal void WaitForFeeds(int feeds)
    {
        var start = Feeds();
        var isFed = SpinWait.SpinUntil(
            () => { Thread.Sleep(5); return Feeds() >= start + feeds; }, TimeSpan.FromSeconds(60));
        Assert.True(isFed, "the watchdog is not fed");
    }

    /// <summary>The service manager begins to read what is queued and what comes.</summary>
    internal void StartManager() => new Thread(ReadNotifications) { IsBackground = true }.Start();

    /// <summary>The service manager is gone: nobody listens behind the socket's file, or the file is gone
    /// too.</summary>
    internal void StopManager(bool removesSocket)
    {
        _manager.Dispose();
        if (removesSocket)
        {
            File.Delete(NotifySocket);
        }
    }

    /// <summary>What the service manager has heard by now.</summary>
    internal List<string> Heard()
    {
        lock (Notifications)
        {
            return [.. Notifications];
        }
    }

    internal string Story()
    {
        lock (Records)
        {
            return string.Join('\n', Records.Select(record => record.GetValueOrDefault("MESSAGE")));
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        _manager.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private int Feeds()
    {
        lock (Notifications)
        {
            return Notifications.Count(notification => notification == "WATCHDOG=1");
        }
    }

    private void FillNotifyQueue()
    {
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            Blocking = false,
        };
        try
        {
            while (true)
            {
                sender.SendTo("X_FILLER=1"u8, new UnixDomainSocketEndPoint(NotifySocket));
            }
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.WouldBlock)
        {
            // Full.
        }
    }

    private Socket Bind(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root + path)!);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Root + path));
        return socket;
    }

    private void ReadJournal() => ReadAll(_journal, bytes =>
    {
        lock (Records)
        {
            Records.Add(JournalRecord.Parse(bytes));
        }
    });

    private void ReadNotifications() => ReadAll(_manager, bytes =>
    {
        lock (Notifications)
        {
            Notifications.Add(Encoding.UTF8.GetString(bytes));
        }
    });

    private static void ReadAll(Socket socket, Action<byte[]> take)
    {
        var buffer = new byte[1 << 18];
        try
        {
            while (true)
            {
                take(buffer[..socket.Receive(buffer)]);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The machine is gone.
        }
    }
}
