using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>The child's side of a knob write: <c>fragguard write-knob [--root DIR] [--drain] PATH VALUE</c>.</summary>
/// <remarks>Its exit code is the kernel's error number, 0 for success: there is no need for a pipe. It opens nothing
/// but the one file, and only if the allow-list has it.</remarks>
public static class KnobWriterChild
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "write-knob";


    /// <summary>The child's arguments for a write, the verb first.</summary>
    internal static IReadOnlyList<string> Arguments(KnobWrite write, KernelRoot root) =>
    [
        Verb, .. root.IsLive ? Array.Empty<string>() : ["--root", root.Directory],
        .. write.DrainsCpus ? ["--drain"] : Array.Empty<string>(), write.Path, write.Value,
    ];

    /// <summary>Writes and returns the exit code.</summary>
    /// <param name="arguments">What follows the verb.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        // Who stops the guard may send SIGTERM to all of its processes: what has begun is the guard's to end, by
        // SIGKILL.
        _ = Libc.HandleSignal(Libc.Terminate, Libc.Ignore);
        string? root = null;
        var drains = false;
        while (arguments.Length > 2)
        {
            if (arguments[0] == "--root")
            {
                root = arguments[1];
                arguments = arguments[2..];
            }
            else if (arguments[0] == "--drain")
            {
                drains = true;
                arguments = arguments[1..];
            }
            else
            {
                return Errno.InvalidArgument;
            }
        }

        if (arguments.Length != 2)
        {
            return Errno.InvalidArgument;
        }

        var value = Encoding.UTF8.GetBytes(arguments[1]);
        if (!KnobAllowList.Allows(arguments[0].TrimStart('/'), value))
        {
            return Errno.NotPermitted;
        }

        // A tree that stands for another machine has no lists.
        drains &= root is null;
        if (drains)
        {
            PerCpuLists.Drain();
        }

        var error = Write(new KernelRoot(root).Path(arguments[0]), value);
        if (drains && error == 0)
        {
            // What the kernel freed meanwhile lies on the lists of the CPUs that this process ran on.
            PerCpuLists.Drain();
        }

        return error;
    }

    private static unsafe int Write(string path, byte[] value)
    {
        var fd = Libc.Open(path, Libc.WriteOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        nint written;
        fixed (byte* bytes = value)
        {
            written = Libc.Write(fd, bytes, value.Length);
        }

        var error = written < 0 ? Marshal.GetLastPInvokeError() : 0;

        // The kernel ignores it; a captured tree needs it, and afterwards, so that no moment leaves a file empty.
        _ = Libc.SetLength(fd, value.Length);
        _ = Libc.Close(fd);
        return error;
    }
}
