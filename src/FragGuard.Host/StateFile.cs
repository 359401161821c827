namespace FragGuard.Host;

/// <summary>A small file that is either the old one or the new one, whatever happens while it is written.</summary>
/// <remarks>Written beside, synced, renamed over, and the directory synced: after a crash or a power cut one of the two
/// is whole.</remarks>
public static class StateFile
{
    /// <summary>The largest that is read: no state of the guard comes near.</summary>
    public const int LargestBytes = 1 << 20;

    private const int MostSetAside = 9;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file.</summary>
    /// <param name="path">Where; its directory is made if need be.</param>
    /// <param name="content">The new content.</param>
    /// <param name="isDurable">It must survive a power cut; else it need only survive the death of this process, and
    /// nothing waits for a disk.</param>
    /// <param name="isPublic">Any user may read it; else only its owner.</param>
    /// <returns>Null, or why it could not be written, as a sentence.</returns>
    public static string? Write(string path, ReadOnlySpan<byte> content, bool isDurable = true, bool isPublic = false)
    {
        try
        {
            var directory = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(directory);
            var beside = path + ".new";

            // Whatever was left there, a pipe or a link even, is not written into.
            File.Delete(beside);
            using (var handle = File.OpenHandle(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                File.SetUnixFileMode(
                    handle, isPublic ? Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead : Private);
                RandomAccess.Write(handle, content, 0);
                if (isDurable)
                {
                    RandomAccess.FlushToDisk(handle);
                }
            }

            File.Move(beside, path, overwrite: true);
            if (isDurable)
            {
                SyncDirectory(directory);
            }

            return null;
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            return FileFault.Sentence(fault, path);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">Its content; null if there is no such file or it cannot be read.</param>
    /// <returns>Null, or why it cannot be read, as a sentence; an absent file is no error.</returns>
    public static string? Read(string path, out byte[]? content)
    {
        var reading = Read(path);
        content = reading.Content;
        return reading.End == FileReadEnd.Absent ? null : reading.Error;
    }

    /// <summary>Reads the file, and says what stood in the way if that fails.</summary>
    public static FileReading Read(string path) => RegularFile.Read(path, path, LargestBytes);

    /// <summary>Removes the file durably; an absent one is no error.</summary>
    /// <returns>Null, or why it could not be removed, as a sentence.</returns>
    public static string? Remove(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
                SyncDirectory(Path.GetDirectoryName(path)!);
            }

            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileFault.Sentence(fault, path);
        }
    }

    /// <summary>Sets a file aside that makes no sense, so that nothing is lost and the next start is clean. Works for
    /// whatever stands there, and overwrites nothing that was set aside before.</summary>
    /// <returns>The new name, or null if that failed.</returns>
    public static string? SetAside(string path)
    {
        var aside = NameAside(path, "bad");
        return Libc.Rename(path, aside) == 0 ? aside : null;
    }

    /// <summary>Keeps a copy aside of a file that this version understands only in part; one copy of the same
    /// content.</summary>
    /// <returns>The copy's name, or null if that failed.</returns>
    public static string? CopyAside(string path, ReadOnlySpan<byte> content, string suffix)
    {
        var aside = NameAside(path, suffix, content);
        return Read(aside, out var there) is null && there is not null && content.SequenceEqual(there)
            || Write(aside, content) is null ? aside : null;
    }

    // The first name that is free, or that has this content already; the last one if none is.
    private static string NameAside(string path, string suffix, ReadOnlySpan<byte> content = default)
    {
        var name = $"{path}.{suffix}";
        for (var nth = 2; nth <= MostSetAside && FileStatus.TryRead(name, out _); nth++)
        {
            if (!content.IsEmpty && Read(name, out var there) is null && content.SequenceEqual(there))
            {
                return name;
            }

            name = $"{path}.{suffix}.{nth}";
        }

        return name;
    }

    private static void SyncDirectory(string directory)
    {
        var fd = Libc.Open(directory, Libc.ReadOnly | Libc.CloseOnExec, 0);
        if (fd >= 0)
        {
            _ = Libc.FileSync(fd);
            _ = Libc.Close(fd);
        }
    }
}
