namespace FragGuard.Host.Tests;

public sealed class ProgramTrustTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryTree _tree = new();
    private readonly string _program;

    public ProgramTrustTests()
    {
        _program = _tree.Write("/opt/site/hook", "#!/bin/sh\n");
        File.SetUnixFileMode(_program, OwnerOnly);
        File.SetUnixFileMode(_tree.Root.Path("/opt"), OwnerOnly);
        File.SetUnixFileMode(_tree.Root.Path("/opt/site"), OwnerOnly);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Against_ProgramOfOnesOwn_IsNothing() => Assert.Null(ProgramTrust.Against(_program));

    [Fact]
    public void Against_ProgramOfTheSystem_IsNothing() => Assert.Null(ProgramTrust.Against("/bin/sh"));

    [Theory]
    [InlineData("/opt/site/hook", UnixFileMode.GroupWrite, "its group")]
    [InlineData("/opt/site/hook", UnixFileMode.OtherWrite, "everybody")]
    [InlineData("/opt/site", UnixFileMode.GroupWrite, "its group")]
    [InlineData("/opt/site", UnixFileMode.OtherWrite | UnixFileMode.StickyBit, "everybody")]
    [InlineData("/opt", UnixFileMode.OtherWrite, "everybody")]
    public void Against_WhatOthersMayWrite_NamesIt(string part, UnixFileMode more, string who)
    {
        File.SetUnixFileMode(_tree.Root.Path(part), OwnerOnly | more);

        Assert.StartsWith(
            $"{_tree.Root.Path(part)} may be written by {who}: ",
            ProgramTrust.Against(_program), StringComparison.Ordinal);
    }

    [Fact]
    public void Against_StickyDirectoryAbove_IsNothing()
    {
        File.SetUnixFileMode(_tree.Root.Path("/opt"), OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);

        Assert.Null(ProgramTrust.Against(_program));
    }

    [Fact]
    public void Against_LinkToWhatOthersMayWrite_NamesTheTarget()
    {
        var link = _tree.Root.Path("/opt/link");
        File.CreateSymbolicLink(link, _program);
        File.SetUnixFileMode(_tree.Root.Path("/opt/site"), OwnerOnly | UnixFileMode.OtherWrite);

        Assert.StartsWith(
            _tree.Root.Path("/opt/site") + " may be written", ProgramTrust.Against(link), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/opt/none")]
    [InlineData("/opt/site")]
    public void Against_NoProgram_SaysSo(string path) =>
        Assert.StartsWith(
            _tree.Root.Path(path) + ": ", ProgramTrust.Against(_tree.Root.Path(path)), StringComparison.Ordinal);
}
