namespace FragGuard.Host;

/// <summary>A small file that is either the old one or the new one, whatever happens while it is written.</summary>
/// <remarks>Written beside, synced, renamed over, and the directory synced: after a crash or a power cut one of the two is whole.</remarks>
public static class StateFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file.</summary>
    /// <param name="path">Where; its directory is made if need be.</param>
    /// <param name="content">The new content.</param>
    /// <param name="isDurable">It must survive a power cut; else it need only survive the death of this process, and nothing
    /// waits for a disk.</param>
    /// <param name="isPublic">Any user may read it; else only its owner.</param>
    /// <returns>Null, or why it could not be written, as a sentence.</returns>
    public static string? Write(string path, ReadOnlySpan<byte> content, bool isDurable = true, bool isPublic = false)
    {
        try
        {
            var directory = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(directory);
            var beside = path + ".new";
            using (var handle = File.OpenHandle(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                File.SetUnixFileMode(handle, isPublic ? Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead : Private);
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
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
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
        content = null;
        try
        {
            content = File.ReadAllBytes(path);
            return null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileFault.Sentence(fault, path);
        }
    }

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

    /// <summary>Sets a file aside that makes no sense, so that nothing is lost and the next start is clean.</summary>
    /// <returns>The new name, or null if that failed.</returns>
    public static string? SetAside(string path)
    {
        try
        {
            var aside = path + ".bad";
            File.Move(path, aside, overwrite: true);
            return aside;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
