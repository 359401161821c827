using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The files that say which windows are open. They are input: one that makes no sense, or that somebody other
/// than root could have written, does not count, and costs no other.</summary>
/// <param name="root">Where the machine's files are.</param>
/// <param name="bootId">Names this boot.</param>
internal sealed class WindowFiles(KernelRoot root, string bootId)
{
    internal const string DirectoryPath = "/run/fragguard/windows";

    private const string LockPath = "/run/fragguard/windows.lock";
    private const int LargestBytes = 1024;
    private const int MostFiles = 64;
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);   // Files hold whole milliseconds.
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    /// <summary>The directory on this machine.</summary>
    internal string DirectoryOnDisk => root.Path(DirectoryPath);

    /// <summary>Looks at all of them.</summary>
    /// <param name="bootNow">Time since boot.</param>
    internal WindowReading Read(TimeSpan bootNow)
    {
        var reading = new WindowReading();
        if (OwnersFile.AgainstDirectory(DirectoryOnDisk, DirectoryPath) is { } against)
        {
            reading.Faults.Add($"{against}: no window counts");
            return reading;
        }

        var files = 0;
        foreach (var path in Names())
        {
            // One that is about to be renamed is none.
            if (Path.GetFileName(path.AsSpan()) is ['.', ..])
            {
                continue;
            }

            if (++files > MostFiles)
            {
                reading.Faults.Add($"{DirectoryPath}: more than {MostFiles} files: the others are left out");
                break;
            }

            Read(Path.GetFileName(path), path, bootNow, reading);
        }

        return reading;
    }

    /// <summary>Makes the directory, if need be.</summary>
    /// <returns>Null, or why that failed.</returns>
    internal string? MakeDirectory()
    {
        try
        {
            if (!Directory.Exists(DirectoryOnDisk))
            {
                // For everyone to read, whatever the mask is.
                Directory.CreateDirectory(DirectoryOnDisk);
                File.SetUnixFileMode(DirectoryOnDisk, Readable);
            }

            return null;
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            return FileFault.Sentence(fault, DirectoryPath);
        }
    }

    /// <summary>Writes one; whoever reads it finds it whole.</summary>
    /// <returns>Null, or why that failed.</returns>
    internal string? Write(WindowEntry entry) =>
        MakeDirectory() ?? new PublicFile(root, $"{DirectoryPath}/{entry.FileName}").Write(entry.Write());

    /// <summary>Takes one away.</summary>
    /// <returns>Null, or why that failed; one that is gone is no failure.</returns>
    internal string? Remove(string fileName)
    {
        try
        {
            File.Delete(Path.Combine(DirectoryOnDisk, fileName));
            return null;
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            return fault is DirectoryNotFoundException
                ? null
                : FileFault.Sentence(fault, $"{DirectoryPath}/{fileName}");
        }
    }

    /// <summary>One command at a time changes them: what is read must still hold when it is written.</summary>
    /// <returns>The lock; null with the error if it cannot be had.</returns>
    internal WriterLock? Lock(out string? error)
    {
        if (WriterLock.TryOpen(root, LockPath, out error) is not { } held)
        {
            return null;
        }

        for (var waited = TimeSpan.Zero; waited < LockPatience; waited += TimeSpan.FromMilliseconds(20))
        {
            if (held.TryTake())
            {
                return held;
            }

            Thread.Sleep(20);
        }

        held.Dispose();
        error = $"{LockPath}: another command is at it";
        return null;
    }

    private string[] Names()
    {
        try
        {
            return Directory.Exists(DirectoryOnDisk) ? Directory.GetFileSystemEntries(DirectoryOnDisk) : [];
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            return [];
        }
    }

    private void Read(string fileName, string path, TimeSpan bootNow, WindowReading reading)
    {
        var shown = $"{DirectoryPath}/{SafeText.Escape(fileName, keepNewlines: false)}";
        if (WindowEntry.ParseName(fileName, out _, out _) is { } wrong)
        {
            reading.Faults.Add($"{shown}: {wrong}; it does not count");
        }
        else if (OwnersFile.Read(path, shown, LargestBytes, out var error) is not { } content)
        {
            reading.Faults.AddRange(error is null ? [] : [$"{error}; it does not count"]);
        }
        else if (WindowEntry.Parse(fileName, content) is not { } entry
            || entry.Until - bootNow > WindowName.Longest + Rounding)
        {
            reading.Faults.Add(
                $"{shown}: not written by `fragguard window open` or `fragguard during`; it does not count");
        }
        else
        {
            var end = entry.BootId != bootId || entry.Until <= bootNow ? WindowEnd.Deadline
                : entry.Holder?.IsAlive() == false ? WindowEnd.HolderGone
                : WindowEnd.None;
            (end == WindowEnd.None ? reading.Open : reading.Over).Add((entry, end));
        }
    }
}

/// <summary>Why a window is no longer open.</summary>
internal enum WindowEnd
{
    /// <summary>It is open.</summary>
    None,

    /// <summary>It was closed by hand.</summary>
    Closed,

    /// <summary>Its time is up.</summary>
    Deadline,

    /// <summary>The command for which it was open has ended.</summary>
    HolderGone,
}

/// <summary>What was found.</summary>
internal sealed class WindowReading
{
    /// <summary>What keeps windows open.</summary>
    internal List<(WindowEntry Entry, WindowEnd End)> Open { get; } = [];

    /// <summary>What did, and can be taken away.</summary>
    internal List<(WindowEntry Entry, WindowEnd End)> Over { get; } = [];

    /// <summary>What does not count, and why: sentences.</summary>
    internal List<string> Faults { get; } = [];

    /// <summary>The windows that are open, each once, with all that keeps them so.</summary>
    internal List<OpenWindow> Windows()
    {
        var windows = new List<OpenWindow>();
        foreach (var (entry, _) in Open)
        {
            var at = windows.FindIndex(window => window.Name == entry.Name);
            var known = at < 0 ? new OpenWindow(entry.Name, entry.OpenedAt, entry.Until, []) : windows[at];
            var window = known with
            {
                OpenedAt = entry.OpenedAt < known.OpenedAt ? entry.OpenedAt : known.OpenedAt,
                Until = entry.Until > known.Until ? entry.Until : known.Until,
                Holders = entry.Holder is { } holder ? [.. known.Holders, holder.Pid] : known.Holders,
            };
            if (at < 0)
            {
                windows.Add(window);
            }
            else
            {
                windows[at] = window;
            }
        }

        windows.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return windows;
    }
}

/// <summary>A window that is open.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OpenedAt">When it was opened first, since boot.</param>
/// <param name="Until">When it ends by itself, since boot.</param>
/// <param name="Holders">The processes for which it is open.</param>
internal sealed record OpenWindow(string Name, TimeSpan OpenedAt, TimeSpan Until, IReadOnlyList<int> Holders);
