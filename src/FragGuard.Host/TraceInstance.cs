using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A tracing instance of our own, so that nobody else's tracing is touched, and nothing of ours stays
/// behind.</summary>
/// <remarks>Directory <c>instances/fragguard-blame-PID</c> of tracefs; its name says whose it is, so that the next
/// start can remove what a killed process left. Needs root. Source: Documentation/trace/ftrace.rst.</remarks>
public sealed class TraceInstance : IDisposable
{
    private const string Prefix = "fragguard-blame-";
    private const string MountPoint = "/sys/kernel/tracing";

    private readonly List<string> _events = [];
    private readonly List<(string Event, string Trigger)> _triggers = [];
    private readonly string _tracefs;
    private readonly bool _isMounted;
    private readonly string _path;
    private int _pipe = -1;

    private TraceInstance(string tracefs, string path, bool isMounted) => (_tracefs, _path, _isMounted) =
        (tracefs, path, isMounted);

    /// <summary>Makes it, after what killed processes left was removed.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="told">Told of each instance that was left behind.</param>
    /// <param name="error">Why there is none, as a sentence; null if there is one.</param>
    /// <param name="isDenied">This user may not.</param>
    public static TraceInstance? TryOpen(KernelRoot root, Action<string> told, out string? error, out bool isDenied)
    {
        (error, isDenied) = (null, false);
        if (root.IsLive && Libc.EffectiveUser() != 0)
        {
            (error, isDenied) = ("tracing needs root", true);
            return null;
        }

        var tracefs = Find(root, out var isMounted, out error);
        if (tracefs is null)
        {
            return null;
        }

        Clean(root, tracefs, told);
        var path = string.Create(CultureInfo.InvariantCulture,
            $"{tracefs}/instances/{Prefix}{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            (error, isDenied) = (FileFault.Sentence(fault, path), fault is UnauthorizedAccessException);
            Unmount(tracefs, isMounted);
            return null;
        }

        var instance = new TraceInstance(tracefs, path, isMounted);
        if (File.Exists(path + "/trace_pipe"))
        {
            return instance;
        }

        // mkdir worked on something that is no tracefs.
        error = $"{path}: not a tracing instance";
        instance.Dispose();
        return null;
    }

    /// <summary>Writes one of its files.</summary>
    /// <returns>Null, or why it cannot be written.</returns>
    public string? Write(string file, string text)
    {
        try
        {
            using var stream = new FileStream($"{_path}/{file}", FileMode.Open, FileAccess.Write, FileShare.ReadWrite,
                bufferSize: 0);
            stream.Write(Encoding.ASCII.GetBytes(text));
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FileFault.Sentence(fault, $"{_path}/{file}");
        }
    }

    /// <summary>Turns a tracepoint on, into the ring.</summary>
    /// <param name="name">Such as <c>kmem/mm_page_alloc_extfrag</c>.</param>
    /// <returns>Null, or why it cannot be turned on: this kernel has no such tracepoint.</returns>
    public string? Enable(string name)
    {
        var error = Write($"events/{name}/enable", "1");
        if (error is null)
        {
            _events.Add(name);
        }

        return error;
    }

    /// <summary>Has the kernel count a tracepoint.</summary>
    /// <returns>Null, or why it does not: kernels without CONFIG_HIST_TRIGGERS refuse.</returns>
    public string? Count(string name, string trigger)
    {
        var error = Write($"events/{name}/trigger", trigger);
        if (error is null)
        {
            _triggers.Add((name, trigger));
        }

        return error;
    }

    /// <summary>The content of one of its files; empty if it cannot be read.</summary>
    public byte[] Read(string file) =>
        RegularFile.Read($"{_path}/{file}", file, 64 << 20).Content ?? [];

    /// <summary>Reads what the ring holds, and takes it out.</summary>
    /// <returns>How many bytes, of whole lines as the kernel hands them out; 0 if it is empty.</returns>
    public unsafe int ReadRing(Span<byte> buffer)
    {
        if (_pipe < 0)
        {
            _pipe = Libc.Open($"{_path}/trace_pipe", Libc.ReadOnly | Libc.NonBlocking | Libc.CloseOnExec, 0);
        }

        fixed (byte* start = buffer)
        {
            return Math.Max(0, (int)Libc.Read(_pipe, start, buffer.Length));
        }
    }

    /// <summary>Events that the ring lost because nobody read them in time.</summary>
    public long Lost()
    {
        var lost = 0L;
        foreach (var cpu in Directory.EnumerateDirectories(_path + "/per_cpu"))
        {
            foreach (var line in File.ReadLines(cpu + "/stats"))
            {
                var isLost = line.StartsWith("overrun:", StringComparison.Ordinal)
                    || line.StartsWith("dropped events:", StringComparison.Ordinal);
                lost += isLost && long.TryParse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..],
                    out var count) ? count : 0;
            }
        }

        return lost;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_pipe >= 0)
        {
            _ = Libc.Close(_pipe);
            _pipe = -1;
        }

        foreach (var name in _events)
        {
            _ = Write($"events/{name}/enable", "0");
        }

        foreach (var (name, trigger) in _triggers)
        {
            _ = Write($"events/{name}/trigger", "!" + trigger);
        }

        Remove(_path);
        Unmount(_tracefs, _isMounted);
    }

    private static string? Find(KernelRoot root, out bool isMounted, out string? error)
    {
        (isMounted, error) = (false, null);
        foreach (var place in (string[])[MountPoint, "/sys/kernel/debug/tracing"])
        {
            if (Directory.Exists(root.Path(place) + "/instances"))
            {
                return root.Path(place);
            }
        }

        if (!root.IsLive)
        {
            error = $"{root.Path(MountPoint)}: no tracing there";
            return null;
        }

        if (!Directory.Exists(MountPoint) || Libc.Mount("tracefs", MountPoint, "tracefs", 0, 0) != 0)
        {
            var why = Directory.Exists(MountPoint) ? FileFault.Sentence(Libc.LastError, MountPoint)
                : "this kernel has no tracing";
            error = $"tracefs is not mounted and cannot be: {why}";
            return null;
        }

        isMounted = true;
        return MountPoint;
    }

    // Only those whose process is gone: two people may blame at a time.
    private static void Clean(KernelRoot root, string tracefs, Action<string> told)
    {
        foreach (var path in Directory.EnumerateDirectories(tracefs + "/instances", Prefix + "*"))
        {
            var pid = path[(path.LastIndexOf('-') + 1)..];
            if (!Directory.Exists(root.Path("/proc/" + pid)))
            {
                Remove(path);
                told($"{path}: left by a process that was killed; "
                    + $"{(Directory.Exists(path) ? "it cannot be removed" : "removed")}");
            }
        }
    }

    // An instance with a trigger or a tracepoint in it goes with them, unless somebody reads it just now.
    private static void Remove(string path)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (Libc.RemoveDirectory(path) == 0 || Libc.LastError != Errno.Busy)
            {
                return;
            }

            Thread.Sleep(10);
        }
    }

    private static void Unmount(string tracefs, bool isMounted)
    {
        if (isMounted)
        {
            _ = Libc.Unmount(tracefs, 0);
        }
    }
}
