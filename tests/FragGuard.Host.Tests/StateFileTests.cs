using System.Text;

namespace FragGuard.Host.Tests;

public sealed class StateFileTests : IDisposable
{
    private const string FilePath = "/var/lib/fragguard/state.json";

    private readonly TemporaryTree _tree = new();

    private string Path => _tree.Root.Path(FilePath);

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Write_ThenRead_GivesTheContentAndLeavesNothingBeside()
    {
        Assert.Null(StateFile.Write(Path, "one"u8));
        Assert.Null(StateFile.Write(Path, "two"u8));

        Assert.Null(StateFile.Read(Path, out var content));
        Assert.Equal("two", Encoding.UTF8.GetString(content!));
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void Write_LeftoverOfACrashBeside_IsOverwritten()
    {
        _tree.Write(FilePath + ".new", "half a fi");

        Assert.Null(StateFile.Write(Path, "whole"u8));

        Assert.Equal("whole", _tree.Read(FilePath));
    }

    [Fact]
    public void Read_NoSuchFile_IsNoError()
    {
        Assert.Null(StateFile.Read(Path, out var content));
        Assert.Null(content);
    }

    [Fact]
    public void Write_DirectoryIsAFile_SaysWhyAndLosesNothing()
    {
        _tree.Write("/var/lib/fragguard", "in the way");

        var error = StateFile.Write(Path, "x"u8);

        Assert.Contains("state.json: ", error, StringComparison.Ordinal);
        Assert.Equal("in the way", _tree.Read("/var/lib/fragguard"));
    }

    [Fact]
    public void SetAside_KeepsTheContentUnderAnotherName()
    {
        _tree.Write(FilePath, "odd");

        var aside = StateFile.SetAside(Path);

        Assert.False(File.Exists(Path));
        Assert.Equal("odd", File.ReadAllText(aside!));
    }

    [Fact]
    public void Remove_AbsentFile_IsNoError() => Assert.Null(StateFile.Remove(Path));

    [Fact]
    public void SetAside_Twice_KeepsBoth()
    {
        _tree.Write(FilePath, "one");
        Assert.NotNull(StateFile.SetAside(Path));
        _tree.Write(FilePath, "two");

        var second = StateFile.SetAside(Path);

        Assert.Equal("one", _tree.Read(FilePath + ".bad"));
        Assert.Equal("two", File.ReadAllText(second!));
    }

    [Fact]
    public void CopyAside_SameContentAgain_KeepsOneCopy()
    {
        _tree.Write(FilePath, "two");

        var first = StateFile.CopyAside(Path, "two"u8, "kept");
        var second = StateFile.CopyAside(Path, "two"u8, "kept");
        var other = StateFile.CopyAside(Path, "three"u8, "kept");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal("two", File.ReadAllText(first!));
    }

    [Fact]
    public void Write_PipeOrLinkBeside_IsReplacedAndNotWrittenInto()
    {
        var victim = _tree.Write("/victim", "mine");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        Odd.Pipe(Path + ".new");

        Assert.Null(StateFile.Write(Path, "one"u8));
        File.CreateSymbolicLink(Path + ".new", victim);
        Assert.Null(StateFile.Write(Path, "two"u8));

        Assert.Equal(("two", "mine"), (_tree.Read(FilePath), _tree.Read("/victim")));
    }
}
