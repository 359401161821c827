using System.Diagnostics;

namespace FragGuard.Host.Tests;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void Own_ThisProcess_IsAlive()
    {
        var self = ProcessIdentity.Own();

        Assert.Equal(Environment.ProcessId, self!.Value.Pid);
        Assert.True(self.Value.IsAlive());
    }

    [Fact]
    public void IsAlive_NumberThatSomebodyElseHas_IsNot()
    {
        var self = ProcessIdentity.Own()!.Value;

        Assert.Equal(
            (false, false),
            ((self with { StartTicks = self.StartTicks + 1 }).IsAlive(), (self with { Pid = int.MaxValue }).IsAlive()));
    }

    [Fact]
    public void IsAlive_AnotherNamespace_IsNotKnown() =>
        Assert.Null((ProcessIdentity.Own()!.Value with { Namespace = 1 }).IsAlive());

    [Fact]
    public void IsAlive_DeadAndNotReaped_IsNot()
    {
        // The shell becomes a program that never asks for its child.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 0 & echo $!; exec sleep 1000"])
        {
            RedirectStandardOutput = true,
        })!;
        var pid = int.Parse(parent.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        byte[] stat = [];
        SpinWait.SpinUntil(
            () => (stat = File.ReadAllBytes($"/proc/{pid}/stat")).AsSpan().IndexOf(") Z "u8) > 0,
            TimeSpan.FromSeconds(60));
        Assert.True(Kernel.ProcStat.TryReadStartTicks(stat, out var ticks));

        var isAlive = (ProcessIdentity.Own()!.Value with { Pid = pid, StartTicks = ticks }).IsAlive();
        parent.Kill();

        Assert.False(isAlive);
    }
}
