using FragGuard.Kernel;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Tests.Support;

namespace FragGuard.Systemd.Tests.Journal;

public sealed class JournalSocketTests : IDisposable
{
    private const int AllSeals = 0xF;

    private readonly SocketDirectory _directory = new();

    private string JournalPath => _directory.PathOf("journal");

    [Fact]
    public void TrySend_SmallRecord_IsADatagram()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var socket = new JournalSocket(JournalPath);

        var isSent = socket.TrySend("MESSAGE=x\n"u8, out var errno);

        Assert.True(isSent);
        Assert.Equal(Errno.None, errno);
        Assert.Equal("MESSAGE=x\n", journald.TryReceiveText());
        Assert.Null(journald.LastSeals);
    }

    [Fact]
    public void TrySend_LargerThanAnyDatagram_IsASealedMemfd()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var socket = new JournalSocket(JournalPath);
        var record = new byte[1_000_000];
        new Random(1).NextBytes(record);

        var isSent = socket.TrySend(record, out _);

        Assert.True(isSent);
        Assert.Equal(record, journald.TryReceive());
        Assert.Equal(AllSeals, journald.LastSeals!.Value & AllSeals);
    }

    [Fact]
    public void TrySend_ManyLargeRecords_KeepsNoDescriptor()
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var socket = new JournalSocket(JournalPath);
        var record = new byte[300_000];

        for (var i = 0; i < 20; i++)
        {
            Assert.True(socket.TrySend(record, out _));
            Assert.Equal(record.Length, journald.TryReceive()!.Length);
        }

        // Other tests open files meanwhile, so look for what this one could have leaked.
        var open = new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(static file => IsRecord(file));
        Assert.InRange(open, 0, 5);
    }

    [Fact]
    public void TrySend_NoSocket_SaysSo()
    {
        using var socket = new JournalSocket(JournalPath);

        Assert.False(socket.TrySend("MESSAGE=x\n"u8, out var errno));
        Assert.Equal(Errno.NoEntry, errno);
    }

    [Fact]
    public void TrySend_SocketFileWithoutListener_SaysSo()
    {
        var listener = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix,
            System.Net.Sockets.SocketType.Dgram,
            System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(JournalPath));
        File.Move(JournalPath, JournalPath + "-left");
        listener.Dispose();
        using var socket = new JournalSocket(JournalPath + "-left");

        Assert.False(socket.TrySend("MESSAGE=x\n"u8, out var errno));
        Assert.Equal(Errno.ConnectionRefused, errno);
    }

    [Fact]
    public void TrySend_PathTooLongForASocket_SaysSo()
    {
        using var socket = new JournalSocket("/" + new string('x', 200));

        Assert.False(socket.TrySend("MESSAGE=x\n"u8, out var errno));
        Assert.Equal(Errno.NoEntry, errno);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public void TrySend_ReceiverReadsNothing_ReturnsWithFullQueue(int recordBytes)
    {
        using var journald = new DatagramReceiver(JournalPath);
        using var socket = new JournalSocket(JournalPath);
        var record = new byte[recordBytes];
        var (sentCount, refusedCount, lastErrno) = (0, 0, Errno.None);

        for (var i = 0; i < 2_000; i++)
        {
            if (socket.TrySend(record, out lastErrno))
            {
                sentCount++;
            }
            else
            {
                refusedCount++;
            }
        }

        Assert.True(sentCount > 0);
        Assert.True(refusedCount > 0);
        Assert.Equal(Errno.TryAgain, lastErrno);
    }

    [Fact]
    public void TrySend_AfterDispose_IsRefused()
    {
        using var journald = new DatagramReceiver(JournalPath);
        var socket = new JournalSocket(JournalPath);
        socket.Dispose();

        Assert.False(socket.TrySend("MESSAGE=x\n"u8, out var errno));
        Assert.Equal(Errno.BadDescriptor, errno);
    }

    public void Dispose() => _directory.Dispose();

    private static bool IsRecord(FileInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget?.Contains("journal-record", StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
