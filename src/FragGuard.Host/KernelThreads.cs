using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>The kernel's own threads of one name, such as kcompactd, one for each NUMA node: looked up anew at every
/// look, for a thread comes and goes with its node, and its id is given to somebody else.</summary>
/// <remarks>Who is one of them says the kernel (<see cref="ProcStat.IsKernelThread"/>), never the name alone. They are
/// children of kthreadd, task 2, which <c>/proc/2/task/2/children</c> lists (CONFIG_PROC_CHILDREN); without it all of
/// /proc is gone through.</remarks>
/// <param name="root">Where the machine's files are.</param>
/// <param name="prefix">What their names begin with.</param>
public sealed class KernelThreads(KernelRoot root, string prefix) : IDisposable
{
    private const string ChildrenPath = "/proc/2/task/2/children";

    // The flags are in the first hundred bytes, however long the name.
    private const int StatBytes = 512;

    private readonly KernelFile _children = new(root, ChildrenPath);
    private readonly byte[] _prefix = Encoding.ASCII.GetBytes(prefix);
    private readonly byte[] _stat = GC.AllocateArray<byte>(StatBytes, pinned: true);

    /// <summary>Why the last look saw nothing, or not all, as a sentence; null if it saw every thread.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether one of them waits in the kernel and cannot be interrupted.</summary>
    /// <returns>False also where nothing is known: <see cref="Error"/> tells.</returns>
    public bool IsOneUninterruptible()
    {
        Error = null;
        if (_children.TryRead(out var text) && !text.IsEmpty)
        {
            return IsOneOf(text);
        }

        try
        {
            return IsOneOfAll();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Error = FileFault.Sentence(fault, "/proc");
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _children.Dispose();

    private bool IsOneOf(ReadOnlySpan<byte> ids)
    {
        var isOne = false;
        var fields = new FieldReader(ids);
        while (fields.TryReadInt32(out var id))
        {
            isOne |= IsUninterruptible(id);
        }

        return isOne;
    }

    private bool IsOneOfAll()
    {
        var isOne = false;
        foreach (var directory in Directory.EnumerateDirectories(root.Path("/proc")))
        {
            var name = Path.GetFileName(directory.AsSpan());
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                isOne |= IsUninterruptible(id);
            }
        }

        return isOne;
    }

    private bool IsUninterruptible(int id)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat");
        var errno = TryRead(root.Path(path), out var text);
        if (errno is Errno.NoEntry or Errno.NoProcess or Errno.NotADirectory)
        {
            // It has ended since it was listed.
            return false;
        }

        if (errno != 0 || !ProcStat.TryParse(text, out var stat))
        {
            Error ??= errno != 0 ? KnobFault.Reading(errno, path) : $"{path}: not in the kernel's layout";
            return false;
        }

        return stat.IsKernelThread && stat.IsUninterruptible && stat.Comm.StartsWith(_prefix);
    }

    private unsafe int TryRead(string path, out ReadOnlySpan<byte> text)
    {
        text = default;
        var fd = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlocking, 0);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        nint length;
        fixed (byte* buffer = _stat)
        {
            length = Libc.Read(fd, buffer, StatBytes);
        }

        var errno = length < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Libc.Close(fd);
        text = length > 0 ? _stat.AsSpan(0, (int)length) : default;
        return errno;
    }
}
