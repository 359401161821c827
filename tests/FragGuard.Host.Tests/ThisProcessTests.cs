namespace FragGuard.Host.Tests;

public sealed class ThisProcessTests
{
    [Fact]
    public void Unchanging_MappingsOfAProgram_AreThoseThatWereNeverWrittenTo()
    {
        string[] smaps =
        [
            "1000-3000 r--p 00000000 fe:00 7                          /usr/bin/guard",
            "Rss:                   8 kB", "Anonymous:             0 kB", "VmFlags: rd mr mw me ac",
            "3000-4000 r--p 00002000 fe:00 7                          /usr/bin/guard", "Anonymous:             4 kB",
            "4000-a000 r-xp 00003000 fe:00 7                          /usr/bin/guard", "Anonymous:             0 kB",
            "a000-b000 rw-p 00009000 fe:00 7                          /usr/bin/guard", "Anonymous:             0 kB",
            "b000-c000 r--p 00000000 fe:00 8                          /usr/lib/usr/bin/guard", "Anonymous:   0 kB",
            "c000-d000 rw-p 00000000 00:00 0 ", "Anonymous:             0 kB",
            "d000-e000 r-xp 00000000 00:00 0                          [vdso]", "Anonymous:             0 kB",
        ];

        var found = ThisProcess.Unchanging(smaps, "/usr/bin/guard");

        (nint Start, nuint Bytes)[] expected = [(0x1000, 0x2000), (0x4000, 0x6000)];
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Forget_OfThisProgram_LetsItRunOn()
    {
        var program = ThisProcess.FindProgram();

        ThisProcess.Forget(program);

        Assert.NotEmpty(program);
        Assert.NotEmpty(ThisProcess.FindProgram());
    }
}
