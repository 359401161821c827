namespace FragGuard.Kernel.Tests;

public sealed class KnobTests
{
    [Theory]
    [InlineData("vm.swappiness", "0")]
    [InlineData("vm.swappiness", "200")]
    [InlineData("vm.watermark_scale_factor", "3000")]
    [InlineData("vm.watermark_boost_factor", "0")]
    [InlineData("vm.min_free_kbytes", "1024")]
    [InlineData("vm.percpu_pagelist_high_fraction", "0")]
    [InlineData("vm.percpu_pagelist_high_fraction", "8")]
    [InlineData("vm.dirty_bytes", "9223372036854775807")]
    [InlineData("vm.compact_unevictable_allowed", "0")]
    [InlineData("thp.defrag", "defer+madvise")]
    [InlineData("thp.enabled", "never")]
    [InlineData("thp.khugepaged_defrag", "1")]
    public void Check_GoodValue_IsNull(string name, string value) => Assert.Null(Find(name).Check(value));

    [Theory]
    [InlineData("vm.swappiness", "201", "takes a whole number, 0 to 200, not \"201\"")]
    [InlineData("vm.swappiness", "-1", "takes a whole number, 0 to 200, not \"-1\"")]
    [InlineData("vm.swappiness", "", "takes a whole number, 0 to 200, not \"\"")]
    [InlineData("vm.swappiness", "1.5", "takes a whole number, 0 to 200, not \"1.5\"")]
    [InlineData("vm.swappiness", " 1", "takes a whole number, 0 to 200, not \" 1\"")]
    [InlineData("vm.swappiness", "01", "takes a whole number, 0 to 200, not \"01\"")]
    [InlineData("vm.swappiness", "1\n", "takes a whole number, 0 to 200, not \"1\n\"")]
    [InlineData(
        "vm.swappiness",
        "99999999999999999999", "takes a whole number, 0 to 200, not \"99999999999999999999\"")]
    [InlineData("vm.watermark_scale_factor", "0", "takes a whole number, 1 to 3000, not \"0\"")]
    [InlineData("vm.min_free_kbytes", "1023", "below 1024 is known to break the kernel, and this is 1023")]
    [InlineData("vm.percpu_pagelist_high_fraction", "7", "takes a whole number, 0, or 8 to 2147483647, not \"7\"")]
    [InlineData("vm.dirty_bytes", "0", "takes a whole number, 8192 to 9223372036854775807, not \"0\"")]
    [InlineData("vm.compact_unevictable_allowed", "2", "takes 0 or 1, not \"2\"")]
    [InlineData(
        "thp.defrag",
        "sometimes", "takes one of always, defer, defer+madvise, madvise, never, not \"sometimes\"")]
    [InlineData("thp.defrag", "Always", "takes one of always, defer, defer+madvise, madvise, never, not \"Always\"")]
    public void Check_BadValue_SaysWhatIsTaken(string name, string value, string expected) =>
        Assert.Equal(expected, Find(name).Check(value));

    [Theory]
    [InlineData("vm.swappiness", "101", 5, 7, false)]
    [InlineData("vm.swappiness", "100", 5, 7, true)]
    [InlineData("vm.swappiness", "101", 5, 8, true)]
    [InlineData("vm.watermark_scale_factor", "1001", 4, 19, false)]
    [InlineData("vm.watermark_scale_factor", "1001", 5, 18, true)]
    public void Check_ValueThatOlderKernelsRefuse_DependsOnTheKernel(
        string name, string value, int major, int minor, bool good)
    {
        Assert.Equal(good, Find(name).Check(value, new KernelVersion(major, minor)) is null);
        Assert.Null(Find(name).Check(value));
    }

    [Fact]
    public void Check_OlderKernel_NamesBothVersions() => Assert.Equal(
        "takes at most 100 before Linux 5.8, and this is 5.4.17",
        Find("vm.swappiness").Check("150", new KernelVersion(5, 4, 17)));

    [Fact]
    public void Accepts_LowButRealValue_IsTrueSoThatItCanBeRestored()
    {
        Assert.True(Find("vm.min_free_kbytes").Accepts("512"));
        Assert.NotNull(Find("vm.min_free_kbytes").Check("512"));
    }

    [Fact]
    public void NeverLower_MinFree_IsTheOnlyOne() =>
        Assert.Equal(["vm.min_free_kbytes"], KnobCatalog.All.Where(knob => knob.NeverLower).Select(knob => knob.Name));

    private static Knob Find(string name)
    {
        Assert.True(KnobCatalog.TryFind(name, out var knob));
        return knob;
    }
}
