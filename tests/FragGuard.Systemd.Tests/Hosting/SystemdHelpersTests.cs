using FragGuard.Systemd.Hosting;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class SystemdHelpersTests
{
    [Theory]
    [InlineData(1, "NOTIFY_SOCKET", "/run/n", "init", true)]
    [InlineData(1, "LISTEN_PID", "1", "init", true)]
    [InlineData(1, "INVOCATION_ID", "abc", "systemd", false)]
    [InlineData(9, "SYSTEMD_EXEC_PID", "9", "(hidden)", true)]
    [InlineData(9, "SYSTEMD_EXEC_PID", "9", null, true)]
    [InlineData(9, "SYSTEMD_EXEC_PID", "8", "bash", false)]
    [InlineData(9, "SYSTEMD_EXEC_PID", "8", "systemd", true)]
    [InlineData(9, "INVOCATION_ID", "abc", "bash", false)]
    [InlineData(9, "NOTIFY_SOCKET", "/run/n", "bash", false)]
    [InlineData(9, "NOTHING", "", "systemd", true)]
    [InlineData(9, "NOTHING", "", "systemd-journal", false)]
    [InlineData(9, "NOTHING", "", null, false)]
    public void IsSystemdService_Evidence_Decides(int pid, string variable, string value, string? parent, bool expected)
    {
        var actual = SystemdHelpers.IsSystemdService(pid, name => name == variable ? value : null, () => parent);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void IsSystemdService_ThisProcess_AnswersTheSameTwice()
    {
        var first = SystemdHelpers.IsSystemdService();

        var second = SystemdHelpers.IsSystemdService();

        Assert.Equal(first, second);
    }
}
