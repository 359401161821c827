namespace FragGuard.Kernel.Tests;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.1.0-56-cloud-amd64", 6, 1, 0)]
    [InlineData("6.12.117+deb13-arm64-16k", 6, 12, 117)]
    [InlineData("6.18.44-fc-v669\n", 6, 18, 44)]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", 5, 14, 0)]
    [InlineData("2.6.32-279.el6.x86_64", 2, 6, 32)]
    [InlineData("2.6.32.27+drm33.16", 2, 6, 32)]
    [InlineData("6.19-rc3", 6, 19, 0)]
    [InlineData("4.4", 4, 4, 0)]
    public void TryParse_Release_GivesThreeNumbers(string release, int major, int minor, int patch)
    {
        Assert.True(KernelVersion.TryParse(release, out var version));
        Assert.Equal(new KernelVersion(major, minor, patch), version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("6.")]
    [InlineData("v6.1")]
    [InlineData("6.x")]
    [InlineData("6.1.")]
    [InlineData("6.1.x")]
    [InlineData("-6.1")]
    [InlineData("99999999.1")]
    [InlineData("6.99999999999999999999")]
    public void TryParse_NotARelease_IsFalse(string release) => Assert.False(KernelVersion.TryParse(release, out _));

    [Fact]
    public void Comparison_Numbers_CountAsNumbers()
    {
        Assert.True(new KernelVersion(6, 9) < new KernelVersion(6, 10));
        Assert.True(new KernelVersion(6, 1, 9) > new KernelVersion(6, 1, 8));
        Assert.True(new KernelVersion(5, 19) < new KernelVersion(6, 0));
        Assert.True(new KernelVersion(6, 1) <= new KernelVersion(6, 1, 0));
        Assert.True(new KernelVersion(6, 1) >= new KernelVersion(6, 1, 0));
    }

    [Theory]
    [InlineData(6, 1, 192, "6.1.192")]
    [InlineData(6, 18, 0, "6.18")]
    public void ToString_Version_IsAsPeopleWriteIt(int major, int minor, int patch, string expected) =>
        Assert.Equal(expected, new KernelVersion(major, minor, patch).ToString());

    [Theory]
    [InlineData("6.1.0-56-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)", "6.1.192")]
    [InlineData("6.12.95+deb12-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.12.95-1~bpo12+1 (2026-07-05)", "6.12.95")]
    [InlineData("6.5.0-15-generic", "Ubuntu 6.5.0-15.15-generic 6.5.3\n", "6.5.3")]
    [InlineData("6.1.7-arch1-1", "#1 SMP PREEMPT_DYNAMIC Wed, 18 Jan 2023 19:54:38 +0000", "6.1.7")]
    [InlineData("6.1.0-arch1-1", "#1 SMP", "6.1")]
    [InlineData("6.1.0", "#1 SMP", "6.1")]
    public void TryParseUpstream_VersionThatShows_IsFound(string release, string build, string expected)
    {
        Assert.True(KernelVersion.TryParseUpstream(release, build, out var version));
        Assert.Equal(expected, version.ToString());
    }

    [Theory]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", "#1 SMP PREEMPT_DYNAMIC Wed Apr 10 10:29:16 EDT 2024")]
    [InlineData("6.1.0-1036-oem", "#36-Ubuntu SMP PREEMPT_DYNAMIC")]
    [InlineData("6.1.0-13-amd64", "#1 SMP Debian unstable")]
    [InlineData("rubbish", "")]
    public void TryParseUpstream_VersionThatDoesNotShow_IsFalse(string release, string build) =>
        Assert.False(KernelVersion.TryParseUpstream(release, build, out _));
}
