namespace FragGuard.NativeTests;

/// <summary>A binary that is not of this tree is never tested in its place.</summary>
public sealed class NativeBinaryTests : IDisposable
{
    private readonly string _tree = Directory.CreateTempSubdirectory("fragguard-tree-").FullName;
    private readonly string _binary;

    public NativeBinaryTests()
    {
        Directory.CreateDirectory(_tree + "/src/FragGuard");
        File.WriteAllText(_tree + "/global.json", "{}");
        File.WriteAllText(_tree + "/Directory.Build.props", "<Project/>");
        File.WriteAllText(_tree + "/src/FragGuard/Program.cs", "return 0;");
        _binary = _tree + "/fragguard";
        File.WriteAllText(_binary, "as built");
        File.WriteAllText(_binary + ".stamp", NativeBinary.StampOf(_tree, _binary));
    }

    [Fact]
    public void FaultOf_JustPublished_IsNone() => Assert.Null(NativeBinary.FaultOf(_tree, _binary));

    [Fact]
    public void FaultOf_NoBinary_NamesTheRemedy()
    {
        File.Delete(_binary);

        var fault = NativeBinary.FaultOf(_tree, _binary);

        Assert.Equal($"there is no {_binary}: run ./build.sh publish", fault);
    }

    [Fact]
    public void FaultOf_NoStamp_NamesTheRemedy()
    {
        File.Delete(_binary + ".stamp");

        var fault = NativeBinary.FaultOf(_tree, _binary);

        Assert.Equal($"{_binary} has no stamp to tell of which sources it is: run ./build.sh publish", fault);
    }

    [Theory]
    [InlineData("src/FragGuard/Program.cs")]
    [InlineData("src/FragGuard/New.cs")]
    [InlineData("src/FragGuard/FragGuard.csproj")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public void FaultOf_ChangedSource_NamesTheRemedy(string source)
    {
        File.AppendAllText(Path.Combine(_tree, source), "changed");

        var fault = NativeBinary.FaultOf(_tree, _binary);

        Assert.Equal($"{_binary} is not of these sources: run ./build.sh publish", fault);
    }

    [Fact]
    public void FaultOf_ChangedReadme_IsNone()
    {
        File.WriteAllText(_tree + "/src/README.md", "read me");

        Assert.Null(NativeBinary.FaultOf(_tree, _binary));
    }

    [Fact]
    public void FaultOf_AnotherBinaryInItsPlace_NamesTheRemedy()
    {
        File.WriteAllText(_binary, "of somewhere else");

        var fault = NativeBinary.FaultOf(_tree, _binary);

        Assert.Equal($"{_binary} is not the file that was published: run ./build.sh publish", fault);
    }

    public void Dispose() => Directory.Delete(_tree, recursive: true);
}
