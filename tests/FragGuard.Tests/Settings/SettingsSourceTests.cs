using FragGuard.Daemon;
using FragGuard.Policy;

namespace FragGuard.Tests;

public sealed class SettingsSourceTests : IDisposable
{
    private readonly FakeMachineTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Read_NoDefaultFile_IsTheBuiltInDefaultsAndSaysSo()
    {
        var read = Source(named: null).Read();

        Assert.Equal(new GuardSettings(), read.Settings);
        Assert.Equal("built-in defaults, because there is no /etc/fragguard.toml: 1 watch, 3 rungs", read.Words);
    }

    [Fact]
    public void Read_DefaultFile_IsReadUnderTheRoot()
    {
        _tree.Write("etc/fragguard.toml", "ladder = []\n");

        var read = Source(named: null).Read();

        Assert.Equal(new GuardSettings { Ladder = [] }, read.Settings);
        Assert.Equal("/etc/fragguard.toml: 1 watch, 0 rungs", read.Words);
    }

    [Fact]
    public void Read_NamedFileThatIsNotThere_IsRefusedAsABadConfiguration()
    {
        var source = Source(_tree.Path("nowhere.toml"));

        var read = source.Read();

        Assert.Null(read.Settings);
        Assert.Equal(_tree.Path("nowhere.toml") + ": no such file", read.Words);
        Assert.Equal(ExitCodes.Config, source.ExitCode);
        Assert.Equal(read.Words, source.Rendered);
    }

    [Fact]
    public void Read_Directory_IsRefusedAsABadConfiguration()
    {
        var source = Source(_tree.Path(""));

        var read = source.Read();

        Assert.Null(read.Settings);
        Assert.EndsWith(": a directory; expected a file", read.Words, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Config, source.ExitCode);
    }

    [Fact]
    public void Read_Device_IsRefused()
    {
        var source = Source("/dev/zero");

        Assert.Equal("/dev/zero: not a regular file; expected a file", source.Read().Words);
    }

    [Fact]
    public void Read_FileThatGrewTooLong_IsRefused()
    {
        var path = _tree.Path("long.toml");
        using (var file = File.Create(path))
        {
            file.SetLength(10_000_000_000);
        }

        Assert.Equal($"{path}: longer than 256 KiB, which no configuration is", Source(path).Read().Words);
    }

    [Fact]
    public void Read_DefaultFileIsGoneAtAReload_IsRefusedAndNotTakenForTheDefaults()
    {
        var path = _tree.Write("etc/fragguard.toml", "dry_run = true\n");
        var source = Source(named: null);
        Assert.True(source.Read().Settings!.DryRun);
        File.Delete(path);

        var gone = source.Read();
        _tree.Write("etc/fragguard.toml", "dry_run = true\n");
        var back = source.Read();

        Assert.Null(gone.Settings);
        Assert.StartsWith("/etc/fragguard.toml: no such file", gone.Words, StringComparison.Ordinal);
        Assert.True(back.Settings!.DryRun);
    }

    [Fact]
    public void Read_BrokenFile_TellsEveryMistakeOnALineOfItsOwn()
    {
        var path = _tree.Write("broken.toml", "dry_run = 5\nx = 3\n");
        var source = Source(path);

        var read = source.Read();

        Assert.Null(read.Settings);
        Assert.Equal(
            [
                $"{path}:1:11: dry_run is 5; expected true or false",
                $"{path}:2:1: unknown key \"x\"; known here: sampling, dry_run, gates, incident, watch, ladder",
            ],
            read.Words.Split('\n'));
        Assert.Equal(ExitCodes.Config, source.ExitCode);
        Assert.Contains("^", source.Rendered, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DoubtfulFile_TellsItsWarningsWithTheSummary()
    {
        var path = _tree.Write("f.toml", "[[ladder]]\nremedy = \"drop_caches\"\nwhat = \"all\"\n");

        var lines = Source(path).Read().Words.Split('\n');

        Assert.Equal(path + ": 1 watch, 1 rung", lines[0]);
        Assert.StartsWith($"{path}:3:8: warning: rung 1 (drop_caches): what is \"all\"", lines[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DryRunOnTheCommandLine_WinsOverTheFile()
    {
        var path = _tree.Write("f.toml", "dry_run = false\n");

        var read = new SettingsSource(_tree.Root, path, Sources.Machine, dryRun: true).Read();

        Assert.True(read.Settings!.DryRun);
        Assert.Equal(path + ": 1 watch, 3 rungs, dry run", read.Words);
    }

    [Fact]
    public void Read_FileThatWasMended_IsTakenTheNextTime()
    {
        var path = _tree.Write("f.toml", "dry_run = 5\n");
        var source = Source(path);
        Assert.Null(source.Read().Settings);

        _tree.Write("f.toml", "dry_run = true\n");
        var read = source.Read();

        Assert.True(read.Settings!.DryRun);
        Assert.Equal(ExitCodes.Ok, source.ExitCode);
    }

    private SettingsSource Source(string? named) => new(_tree.Root, named, Sources.Machine);
}
