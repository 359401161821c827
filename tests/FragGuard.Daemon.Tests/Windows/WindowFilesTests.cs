using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>The directory of windows is input: what makes no sense costs itself only.</summary>
public sealed class WindowFilesTests : IDisposable
{
    private const string Boot = "11111111-2222-3333-4444-555555555555";
    private const string Folder = WindowFiles.DirectoryPath;

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1000);

    private readonly FakeHost _host = new();
    private readonly WindowFiles _files;

    public WindowFilesTests() => _files = new WindowFiles(_host.Root, Boot);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Read_NoDirectory_IsNothing()
    {
        var reading = _files.Read(Now);

        Assert.Empty(reading.Windows());
        Assert.Empty(reading.Faults);
    }

    [Fact]
    public void Read_SeveralOfOneName_IsOneWindowUntilTheLastOfThem()
    {
        var self = ProcessIdentity.Own()!.Value;
        Write(Entry("load", 2000));
        Write(Entry("load", 5000) with { Holder = self });
        Write(Entry("backup", 1500));

        var windows = _files.Read(Now).Windows();

        Assert.Equal(["backup", "load"], windows.Select(window => window.Name));
        Assert.Equal(TimeSpan.FromSeconds(5000), windows[1].Until);
        Assert.Equal([self.Pid], windows[1].Holders);
    }

    [Fact]
    public void Read_PastDeadlineOrOfAnotherBoot_IsOver()
    {
        Write(Entry("past", 1000));
        Write(Entry("rebooted", 2000) with { BootId = "another" });

        var reading = _files.Read(Now);

        Assert.Empty(reading.Open);
        Assert.Equal(2, reading.Over.Count);
    }

    [Fact]
    public void Read_ProcessIsGoneOrAnotherByNow_IsOver()
    {
        var self = ProcessIdentity.Own()!.Value;
        Write(Entry("gone", 2000) with { Holder = self with { Pid = int.MaxValue } });
        Write(Entry("reused", 2000) with { Holder = self with { StartTicks = self.StartTicks + 1 } });

        var reading = _files.Read(Now);

        Assert.Empty(reading.Open);
        Assert.All(reading.Over, over => Assert.Equal(WindowEnd.HolderGone, over.End));
    }

    [Fact]
    public void Read_ProcessOfAnotherNamespace_IsOpenUntilItsDeadline()
    {
        Write(Entry("pod", 2000) with { Holder = new ProcessIdentity(7, 1, 1) });

        var (before, after) = (_files.Read(Now).Windows(), _files.Read(TimeSpan.FromSeconds(2000)).Windows());

        Assert.Equal(["pod"], before.Select(window => window.Name));
        Assert.Empty(after);
    }

    [Fact]
    public void Read_HostileFiles_AreNamedAndCostNoOther()
    {
        Write(Entry("good", 2000));
        _host.Write($"{Folder}/rubbish", "\0\e[2Jnot a window\n");
        _host.Write($"{Folder}/large", new string('x', 5000));
        _host.Write($"{Folder}/bad name", "");
        _host.Write($"{Folder}/.hidden.tmp", "half of it");
        Directory.CreateDirectory(_host.Path($"{Folder}/folder"));
        File.CreateSymbolicLink(_host.Path($"{Folder}/link"), "/dev/zero");
        Write(Entry("writable", 2000));
        File.SetUnixFileMode(_host.Path($"{Folder}/writable"), (UnixFileMode)0b110_110_110);

        var reading = _files.Read(Now);

        Assert.Equal(["good"], reading.Windows().Select(window => window.Name));
        Assert.Equal(
            [
                $"{Folder}/bad name: not the name of a window: only the letters a to z and A to Z, digits, - and _ are "
                    + "allowed; it does not count",
                $"{Folder}/folder: not a plain file; it does not count",
                $"{Folder}/large: longer than 1 KiB; it does not count",
                $"{Folder}/link: not a plain file; it does not count",
                $"{Folder}/rubbish: not written by `fragguard window open` or `fragguard during`; it does not count",
                $"{Folder}/writable: others than its owner may write it; it does not count",
            ],
            reading.Faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_DirectoryThatOthersMayWrite_CountsForNothing()
    {
        Write(Entry("load", 2000));
        File.SetUnixFileMode(_host.Path(Folder), (UnixFileMode)0b111_111_111);

        var reading = _files.Read(Now);

        Assert.Empty(reading.Open);
        Assert.Equal([$"{Folder}: others than its owner may write it: no window counts"], reading.Faults);
    }

    [Fact]
    public void Read_TheSameNumberInTwoNamespaces_AreTwoCommands()
    {
        var own = ProcessIdentity.Own()!.Value;
        Write(Entry("load", 2000) with { Holder = own });
        Write(Entry("load", 1200) with { Holder = own with { Namespace = own.Namespace + 1 } });

        Assert.Equal(2, _files.Read(Now).Open.Count);
    }

    [Fact]
    public void Read_HiddenFiles_AreNotCounted()
    {
        Write(Entry("load", 2000));
        for (var number = 0; number < 100; number++)
        {
            File.WriteAllText($"{_files.DirectoryOnDisk}/.load.{number}.tmp", "");
        }

        var reading = _files.Read(Now);

        Assert.Single(reading.Open);
        Assert.Empty(reading.Faults);
    }

    [Fact]
    public void Read_EndsLaterThanAnyWindowMay_DoesNotCount()
    {
        var opened = TimeSpan.FromDays(1000);
        Write(Entry("load", 0) with { OpenedAt = opened, Until = opened + TimeSpan.FromHours(1) });

        Assert.Empty(_files.Read(Now).Open);
    }

    [Fact]
    public void Read_OpenForAsLongAsMayBe_Counts()
    {
        // A file has whole milliseconds, so that this ends a little later than it was to.
        var now = Now + TimeSpan.FromMicroseconds(600);
        Write(Entry("load", 0) with { OpenedAt = now, Until = now + WindowName.Longest });

        Assert.Single(_files.Read(now).Open);
    }

    [Fact]
    public void Read_MoreFilesThanAnybodyNeeds_LeavesTheRestOut()
    {
        for (var number = 0; number < 100; number++)
        {
            Write(Entry($"w{number}", 2000));
        }

        var reading = _files.Read(Now);

        Assert.Equal(64, reading.Open.Count);
        Assert.Equal([$"{Folder}: more than 64 files: the others are left out"], reading.Faults);
    }

    [Fact]
    public void Lock_HeldByAnother_IsRefusedInWords()
    {
        using var first = _files.Lock(out _);

        using var second = _files.Lock(out var error);

        Assert.NotNull(first);
        Assert.Null(second);
        Assert.Equal("/run/fragguard/windows.lock: another command is at it", error);
    }

    private static WindowEntry Entry(string name, int until) =>
        new(name, Boot, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(until));

    private void Write(WindowEntry entry) => Assert.Null(_files.Write(entry));
}
