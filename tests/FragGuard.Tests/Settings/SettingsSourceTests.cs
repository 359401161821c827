using FragGuard.Config;
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
    public void Read_Device_IsRefusedUnopened()
    {
        Assert.Equal("/dev/zero: a device; expected a file", Source("/dev/zero").Read().Words);
    }

    [Fact]
    public void Read_NamedPipeWithoutAWriter_IsRefusedAtOnce()
    {
        var path = _tree.Path("pipe.toml");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", path))
        {
            mkfifo.WaitForExit();
        }

        Assert.Equal($"{path}: a named pipe; expected a file", Source(path).Read().Words);
    }

    [Theory]
    [InlineData(Limits.FileBytes, true)]
    [InlineData(Limits.FileBytes + 1, false)]
    [InlineData(10L << 30, false)]
    public void Read_FileBeyondTheLimit_IsRefusedBeforeItIsParsed(long bytes, bool isTaken)
    {
        var path = _tree.Path("long.toml");
        using (var file = File.Create(path))
        {
            file.SetLength(bytes);
            file.Write("#"u8);
            if (isTaken)
            {
                file.Write(Enumerable.Repeat((byte)' ', (int)bytes - 1).ToArray());
            }
        }

        var read = Source(path).Read();

        Assert.Equal(isTaken, read.Settings is not null);
        Assert.Equal(
            !isTaken,
            read.Words == $"{path}: longer than 64 KiB, the most that a configuration can be: "
                + "name the right file, or shorten it");
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
                $"{path}:2:1: unknown key \"x\"; known here: sampling, dry_run, gates, reserve, prevent, incident, "
                    + "record, metrics, export, notify, watch, ladder",
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
