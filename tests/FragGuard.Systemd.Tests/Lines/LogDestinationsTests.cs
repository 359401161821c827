using FragGuard.Systemd.Lines;
using FragGuard.Systemd.Tests.Support;
using Serilog;

namespace FragGuard.Systemd.Tests.Lines;

public sealed class LogDestinationsTests
{
    [Theory]
    [InlineData(true, true, true, "8:42", "socket:[42]", LogDestination.Terminal)]
    [InlineData(false, true, true, null, null, LogDestination.Journal)]
    [InlineData(false, true, false, "8:42", "socket:[42]", LogDestination.Journal)]
    [InlineData(false, true, false, "8:42", "socket:[4]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "8:4", "socket:[42]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "8:42", "pipe:[42]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "8:42", "/var/log/guard", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "42", "socket:[42]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "8:", "socket:[]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, null, "socket:[42]", LogDestination.PriorityLines)]
    [InlineData(false, true, false, "8:42", null, LogDestination.PriorityLines)]
    [InlineData(false, false, true, "8:42", "socket:[42]", LogDestination.PriorityLines)]
    public void Choose_Evidence_Decides(
        bool isTerminal,
        bool hasJournal,
        bool isService,
        string? journalStream,
        string? link,
        LogDestination expected) =>
        Assert.Equal(expected, LogDestinations.Choose(isTerminal, hasJournal, isService, journalStream, link));

    [Fact]
    public void Choose_NoJournalSocket_IsNeverTheJournal()
    {
        using var directory = new SocketDirectory();

        Assert.NotEqual(LogDestination.Journal, LogDestinations.Choose(directory.PathOf("none")));
    }

    [Fact]
    public void Destination_Journal_WritesToTheGivenSocket()
    {
        using var directory = new SocketDirectory();
        var path = directory.PathOf("journal");
        using var journald = new DatagramReceiver(path);
        using var logger = new LoggerConfiguration()
            .WriteTo.Destination(LogDestination.Journal, syslogIdentifier: "guard", socketPath: path)
            .CreateLogger();

        logger.Information("hello");

        Assert.Equal("hello", JournalWire.ParseText(journald.TryReceive())["MESSAGE"]);
    }
}
