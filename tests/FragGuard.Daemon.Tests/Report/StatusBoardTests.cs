using FragGuard.Policy;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Daemon.Tests;

public sealed class StatusBoardTests
{
    private readonly List<string> _warnings = [];

    // A directory in the place of the file that is written beside it: as with a full disk, no write goes through.
    [Fact]
    public void Show_FileThatCannotBeWritten_IsTakenAwayAndToldOnceAndTriedAgain()
    {
        using var tree = new FakeTree();
        var board = new StatusBoard(tree.Root, new SystemdNotifier(), _warnings.Add);
        Show(board, LadderPhase.Closed);
        Assert.True(File.Exists(tree.Root.Path(StatusBoard.FilePath)));

        var obstacle = Directory.CreateDirectory(tree.Root.Path(StatusBoard.FilePath + ".new"));
        Show(board, LadderPhase.BackingOff);
        Show(board, LadderPhase.BackingOff);
        var isThere = File.Exists(tree.Root.Path(StatusBoard.FilePath));
        var warnings = _warnings.ToArray();
        obstacle.Delete();
        Show(board, LadderPhase.BackingOff);

        Assert.False(isThere);
        Assert.Contains("status cannot be published", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("exhausted", tree.Read(StatusBoard.FilePath), StringComparison.Ordinal);
        Assert.Equal($"{StatusBoard.FilePath} is written again", _warnings[^1]);
    }

    private static void Show(StatusBoard board, LadderPhase phase) =>
        board.Show(new Assessment([]), LadderState.Start with { Phase = phase }, error: null, [], new GuardSettings(), TimeSpan.Zero, stillTuned: null);
}
