using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class ProcStatTests
{
    [Theory]
    [InlineData("37 (kcompactd0) D 2 0 0 0 -1 2097216 0", 37, "kcompactd0", 'D')]
    [InlineData("8419 (head) R 8146 8146 7047 0 -1\n", 8419, "head", 'R')]
    [InlineData("7 (a) b) S 1", 7, "a) b", 'S')]
    [InlineData("7 (1 (x) D 2) S 1 2 3", 7, "1 (x) D 2", 'S')]
    [InlineData("7 (two\nlines) I 1", 7, "two\nlines", 'I')]
    [InlineData("7 () Z 1", 7, "", 'Z')]
    [InlineData("7 (kworker/u8:2-events_unbound) I 2", 7, "kworker/u8:2-events_unbound", 'I')]
    public void TryParse_Task_GivesNameAndState(string text, int pid, string comm, char state)
    {
        Assert.True(ProcStat.TryParse(Encoding.ASCII.GetBytes(text), out var stat));

        Assert.Equal((pid, state), (stat.Pid, stat.State));
        Assert.Equal(comm, Encoding.ASCII.GetString(stat.Comm));
        Assert.Equal(state == 'D', stat.IsUninterruptible);
    }

    [Theory]
    [InlineData("7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 123456 1000 200\n", 123456UL)]
    [InlineData("7 (a) S 1 7 7 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 123456\n", 123456UL)]
    [InlineData("7 (a) S 1 7 7 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0\n", null)]
    [InlineData("7 (a) S 1 7 7 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 x\n", null)]
    [InlineData("", null)]
    public void TryReadStartTicks_Text_IsField22(string text, ulong? expected) => Assert.Equal(
        expected, ProcStat.TryReadStartTicks(Encoding.ASCII.GetBytes(text), out var ticks) ? ticks : null);

    [Theory]
    [InlineData("37 (kcompactd0) D 2 0 0 0 -1 2129984 0 0", true)]
    [InlineData("37 (kcompactd0) D 2 0", true)]
    [InlineData("4711 (kcompactd0) D 1 4711 4711 0 -1 4194304 0 0", false)]
    [InlineData("4711 (kcompactd0) D 2 4711 4711 0 -1 4194304 0 0", false)]
    [InlineData("4711 (kcompactd0) D 1000 4711", false)]
    [InlineData("4711 (kcompactd0) D 2 0 0 0 -1 2129984) D 1 4711 4711 0 -1 4194304 0", false)]
    [InlineData("4711 (kcompactd0) D", false)]
    public void TryParse_NameOfAKernelThread_IsBelievedOnlyOfTheKernel(string text, bool isKernelThread)
    {
        Assert.True(ProcStat.TryParse(Encoding.ASCII.GetBytes(text), out var stat));

        Assert.Equal(isKernelThread, stat.IsKernelThread);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7 (x")]
    [InlineData("7 x) S")]
    [InlineData("7 )x( S")]
    [InlineData("x (x) S 1")]
    [InlineData("7 7 (x) S 1")]
    [InlineData("7 (x) SS 1")]
    [InlineData("7 (x) 1")]
    [InlineData("7 (x)")]
    [InlineData("99999999999 (x) S 1")]
    public void TryParse_NotATask_IsFalse(string text) =>
        Assert.False(ProcStat.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
