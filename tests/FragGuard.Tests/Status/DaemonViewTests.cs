using System.Text;
using FragGuard.Host;
using FragGuard.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Tests;

public sealed class DaemonViewTests
{
    private const string Status = """
        {"pid":9,"error":null,"zones":[{"watch":"w","node":1,"zone":"Normal","state":"falling"}],
         "incident":{"id":4,"phase":"p"},"actions":["a","b"],"later":[1]}
        """;

    [Fact]
    public void Read_DaemonRuns_IsItsView()
    {
        using var tree = new TempTree().AddDaemon(Status);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.True(view.IsRunning);
        Assert.Equal(9, view.Pid);
        Assert.Equal(ZoneState.Falling, Assert.Single(view.Zones).State);
        Assert.Equal(4UL, DaemonView.Number(view.Incident!.Value, "id"));
        Assert.Equal(["a", "b"], view.Actions);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bash\n")]
    public void Read_FileIsLeftOver_DaemonDoesNotRun(string? comm)
    {
        using var tree = new TempTree().Add("run/fragguard/status.json", Status);
        _ = comm is null ? tree : tree.Add("proc/9/comm", comm);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Null(view.Problem);
    }

    [Fact]
    public void Read_NoFile_DaemonDoesNotRun()
    {
        using var tree = new TempTree();

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.Null(view.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"pid\":77")]
    [InlineData("no json")]
    [InlineData("""{"pid":9,"incident":{"phase":"\ud800"}}""")]
    public void Read_NoJson_SaysSo(string content)
    {
        using var tree = new TempTree().AddDaemon(content);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Contains("status.json", view.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnreadableFile_SaysSo()
    {
        // A directory in its place: unreadable for root too.
        using var tree = new TempTree().Add("run/fragguard/status.json/x", "");

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.False(view.IsRunning);
        Assert.NotNull(view.Problem);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"pid":9,"zones":{},"incident":[],"actions":"x","error":5}""")]
    [InlineData("""{"pid":9,"zones":[1,{},{"watch":"w"},{"watch":"w","node":-1,"zone":"N","state":"ok"}]}""")]
    [InlineData("""{"pid":9,"zones":[{"watch":"w","node":1,"zone":"a b","state":"ok"}]}""")]
    [InlineData("""{"pid":9,"zones":[{"watch":"w","node":1,"zone":"N","state":"sleepy"}],"actions":[1,null,{}]}""")]
    public void Read_OddMembers_AreLeftOut(string content)
    {
        using var tree = new TempTree().AddDaemon(content);

        var view = DaemonView.Read(new KernelRoot(tree.Directory));

        Assert.Empty(view.Zones);
        Assert.Empty(view.Actions);
        Assert.Null(view.Incident);
        Assert.Null(view.Error);
    }

    [Fact]
    public void Read_DamagedStatus_NeverThrows() =>
        Prop.ForAll<int, byte>((place, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Status);
            bytes[Math.Abs(place % bytes.Length)] = value;
            using var tree = new TempTree().AddDaemon(Encoding.Latin1.GetString(bytes));

            var view = DaemonView.Read(new KernelRoot(tree.Directory));

            return view.IsRunning || view.Zones.Count == 0;
        }).QuickCheckThrowOnFailure();
}
