using FragGuard.Policy;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Daemon.Tests;

public sealed class StatusPublisherTests
{
    private readonly List<string> _warnings = [];

    // A directory in the place of the file that is written beside it: as with a full disk, no write goes through.
    [Fact]
    public void Show_FileThatCannotBeWritten_IsTakenAwayAndToldOnceAndTriedAgain()
    {
        using var tree = new FakeTree();
        var board = new StatusPublisher(tree.Root, new SystemdNotifier(), _warnings.Add);
        Show(board, LadderPhase.Closed);
        Assert.True(File.Exists(tree.Root.Path(StatusPublisher.FilePath)));

        var obstacle = Directory.CreateDirectory(tree.Root.Path(StatusPublisher.FilePath + ".new"));
        Show(board, LadderPhase.BackingOff);
        Show(board, LadderPhase.BackingOff);
        var isThere = File.Exists(tree.Root.Path(StatusPublisher.FilePath));
        var warnings = _warnings.ToArray();
        obstacle.Delete();
        Show(board, LadderPhase.BackingOff);

        Assert.False(isThere);
        Assert.Contains("status cannot be published", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("exhausted", tree.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
        Assert.Equal($"{StatusPublisher.FilePath} is written again", _warnings[^1]);
    }

    // While a start puts settings back nothing has been assessed yet; what follows is as healthy, but has zones.
    [Fact]
    public void Show_SameStandingWithZonesNow_IsPublished()
    {
        using var tree = new FakeTree();
        var board = new StatusPublisher(tree.Root, new SystemdNotifier(), _warnings.Add);
        Show(board, LadderPhase.Closed);

        board.Publish(
            new Assessment(new WatchedZone { WatchName = "w", IsFresh = true }), LadderState.Start, error: null, [],
            new GuardSettings(), TimeSpan.Zero, stillTuned: null);

        Assert.Contains("\"zones\":[{", tree.Read(StatusPublisher.FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_RungThatRestsAndAFailure_AreInTheFileAndNotWrittenAgainForNothing()
    {
        using var tree = new FakeTree();
        var board = new StatusPublisher(tree.Root, new SystemdNotifier(), _warnings.Add);
        var settings = new GuardSettings();
        var bill = new RunBill { StartedAt = TimeSpan.FromSeconds(90), Duration = TimeSpan.FromSeconds(1) };
        var ladder = LadderState.Start.Remember(0, new RungMemory { EndedAt = TimeSpan.FromSeconds(91), Bill = bill });
        board.NoteFailure("java: page allocation failure, order 4");

        board.Publish(
            new Assessment([]), ladder, error: null, [], settings, TimeSpan.FromSeconds(100), stillTuned: null);

        var json = tree.Read(StatusPublisher.FilePath);
        Assert.Contains("\"started_at_s\":100", json, StringComparison.Ordinal);
        Assert.Contains("\"last_failure_at_s\":100", json, StringComparison.Ordinal);
        Assert.Contains(
            "\"pacing\":[{\"rung\":1,\"remedy\":\"drop_caches\",\"until_s\":190,\"cost_ms\":1000", json,
            StringComparison.Ordinal);
        File.Delete(tree.Root.Path(StatusPublisher.FilePath));
        board.Publish(
            new Assessment([]), ladder, error: null, [], settings, TimeSpan.FromSeconds(115), stillTuned: null);
        Assert.False(File.Exists(tree.Root.Path(StatusPublisher.FilePath)));
    }

    private static void Show(StatusPublisher board, LadderPhase phase) =>
        board.Publish(
            new Assessment([]), LadderState.Start with { Phase = phase }, error: null,
            [], new GuardSettings(), TimeSpan.Zero, stillTuned: null);
}
