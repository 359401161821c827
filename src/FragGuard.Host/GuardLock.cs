using System.Globalization;
using System.Text;

namespace FragGuard.Host;

/// <summary>One guard a host: a lock that the guard which acts holds for as long as it lives.</summary>
/// <remarks>The same kind of lock as <see cref="WriterLock"/>, on a file of its own, which says who holds it. A guard
/// in a container that shares the directory counts too: its process id is then that of its own namespace, so the host's
/// name, for a pod the pod's, stands beside it. Whatever the holder dies of, the lock is free at once.</remarks>
public sealed class GuardLock : IDisposable
{
    /// <summary>The file.</summary>
    public const string FilePath = "/run/fragguard/guard.lock";

    private const string LocksPath = "/proc/locks";
    private const int LargestBytes = 512;
    private const int MostLocksBytes = 4 << 20;

    private readonly KernelRoot _root;
    private WriterLock? _lock;

    /// <summary>A lock that is not held.</summary>
    /// <param name="root">Where the machine's files are.</param>
    public GuardLock(KernelRoot root) => _root = root;

    /// <summary>This process holds it.</summary>
    public bool IsHeld => _lock is not null;

    /// <summary>Why it is not held, as a sentence: who guards, or what stands in the way; null while it is.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Takes the lock for good, without waiting.</summary>
    /// <param name="now">The time of day, for those who ask who holds it.</param>
    /// <returns>False if another guard has it or it cannot be taken.</returns>
    public bool TryTake(DateTimeOffset now)
    {
        if (IsHeld)
        {
            return true;
        }

        // Opened anew each time: the file may have been removed and made again meanwhile.
        var opened = WriterLock.TryOpen(_root, FilePath, out var error);
        if (opened?.TryTake() != true)
        {
            opened?.Dispose();
            Obstacle = error ?? $"another guard acts on this machine: {Holder()}";
            return false;
        }

        (_lock, Obstacle) = (opened, null);
        WriteHolder(opened.Fd, now);
        return true;
    }

    /// <summary>Some process holds it, for whoever only looks, and may not open the file.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <remarks>Source: fs/locks.c lock_get_status(): device and inode of each lock.</remarks>
    public static bool IsHeldBySomebody(KernelRoot root)
    {
        if (!FileStatus.TryRead(root.Path(FilePath), out var file)
            || RegularFile.Read(root.Path(LocksPath), LocksPath, MostLocksBytes).Content is not { } locks)
        {
            return false;
        }

        var (major, minor) = ((uint)file.Device, (uint)(file.Device >> 32));
        var name = string.Create(CultureInfo.InvariantCulture, $" {major:x2}:{minor:x2}:{file.Inode} ");
        foreach (var line in Encoding.ASCII.GetString(locks).Split('\n'))
        {
            if (line.Contains(" FLOCK ", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private static unsafe void WriteHolder(int fd, DateTimeOffset now)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"pid {Environment.ProcessId} on {Environment.MachineName} since {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n");
        var content = Encoding.ASCII.GetBytes(text);
        fixed (byte* bytes = content)
        {
            // Who holds it is a courtesy: the lock does not depend on it.
            _ = Libc.SetLength(fd, 0);
            _ = Libc.Write(fd, bytes, content.Length);
        }
    }

    private string Holder()
    {
        var content = RegularFile.Read(_root.Path(FilePath), FilePath, LargestBytes).Content;
        var text = content is null ? "" : Encoding.ASCII.GetString(content).Trim();
        return text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? $"{FilePath} does not say which"
            : text;
    }
}
