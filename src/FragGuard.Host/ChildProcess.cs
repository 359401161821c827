using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A child process that a poll loop can wait for and that can be killed while the kernel holds it.</summary>
/// <remarks>posix_spawn shares the parent's memory until the exec, so that it works when memory is short; the pidfd
/// wakes the loop (Linux 5.3; before that the owner asks again on its next tick). The child starts with default signals
/// in a process group of its own, so that a kill reaches what it started too.</remarks>
public sealed class ChildProcess : IDisposable
{
    private const long PidFdOpen = 434;
    private const short ResetSignals = 0x04 | 0x08;  // POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    private const short OwnGroup = 0x02;             // POSIX_SPAWN_SETPGROUP
    private const int OpaqueBytes = 512;             // glibc: file actions 80, attributes 336, signal set 128.

    private readonly int _pid;
    private bool _ended;

    private ChildProcess(int pid)
    {
        _pid = pid;
        WaitFd = (int)Libc.SystemCall(PidFdOpen, pid, 0);
    }

    /// <summary>Becomes readable when the child ends; -1 where the kernel has no pidfd.</summary>
    public int WaitFd { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <param name="program">An absolute path.</param>
    /// <param name="arguments">Its arguments, without the program's own name.</param>
    /// <param name="environment">Its whole environment, <c>NAME=value</c>.</param>
    /// <param name="keptFd">A descriptor that the child inherits as number 3; -1 for none.</param>
    /// <param name="child">The child.</param>
    /// <param name="outputFd">Its standard output; -1 for this process's own. With one of its own it gets an empty
    /// standard input too.</param>
    /// <param name="errorFd">Its standard error; -1 for this process's own.</param>
    /// <param name="inputFd">Its standard input; -1 for an empty one.</param>
    /// <returns>0, or the error number.</returns>
    /// <remarks>It inherits these descriptors and none besides, whoever opened them.</remarks>
    public static int Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        int keptFd,
        out ChildProcess? child,
        int outputFd = -1,
        int errorFd = -1,
        int inputFd = -1)
    {
        child = null;
        var error = Spawn(
            program, [program, .. arguments], environment, (keptFd, outputFd, errorFd, inputFd), out var pid);
        if (error == 0)
        {
            child = new ChildProcess(pid);
        }

        return error;
    }

    /// <summary>Whether the child has ended, without waiting.</summary>
    /// <param name="exitCode">Its exit code; 128 and more for a signal's number plus 128.</param>
    public bool TryEnd(out int exitCode)
    {
        exitCode = -1;
        int reaped, status;
        do
        {
            reaped = Libc.WaitPid(_pid, out status, Libc.NoHang);
        }
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
        if (reaped == 0)
        {
            return false;
        }

        _ended = true;
        exitCode = reaped < 0 ? 127 : (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        return true;
    }

    /// <summary>SIGKILL to the child and what it started. A child inside an uninterruptible kernel call ends when that
    /// call does.</summary>
    public void Kill()
    {
        if (!_ended)
        {
            _ = Libc.SendSignal(-_pid, Libc.Kill);
            _ = Libc.SendSignal(_pid, Libc.Kill);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (WaitFd >= 0)
        {
            _ = Libc.Close(WaitFd);
            WaitFd = -1;
        }
    }

    private static unsafe int Spawn(
        string program,
        string[] arguments,
        IReadOnlyList<string> environment,
        (int Kept, int Output, int Error, int Input) fds,
        out int pid)
    {
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        var signals = stackalloc byte[OpaqueBytes];
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        using var args = new NativeStrings(arguments);
        using var variables = new NativeStrings(environment);
        try
        {
            AddDescriptors(actions, fds);
            new Span<byte>(signals, OpaqueBytes).Clear();
            _ = Libc.SpawnAttributesSetBlockedSignals(attributes, signals);
            new Span<byte>(signals, OpaqueBytes).Fill(0xff);
            _ = Libc.SpawnAttributesSetDefaultSignals(attributes, signals);
            _ = Libc.SpawnAttributesSetGroup(attributes, 0);
            _ = Libc.SpawnAttributesSetFlags(attributes, ResetSignals | OwnGroup);
            return Libc.Spawn(out pid, program, actions, attributes, args.Pointer, variables.Pointer);
        }
        finally
        {
            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    private static unsafe void AddDescriptors(byte* actions, (int Kept, int Output, int Error, int Input) fds)
    {
        const int first = 3;
        if (fds.Output >= 0)
        {
            _ = fds.Input >= 0
                ? Libc.SpawnActionsDup(actions, fds.Input, 0)
                : Libc.SpawnActionsOpen(actions, 0, "/dev/null", Libc.ReadOnly, 0);
            _ = Libc.SpawnActionsDup(actions, fds.Output, 1);
        }

        if (fds.Error >= 0)
        {
            _ = Libc.SpawnActionsDup(actions, fds.Error, 2);
        }

        if (fds.Kept >= 0)
        {
            _ = Libc.SpawnActionsDup(actions, fds.Kept, first);
        }

        _ = Libc.SpawnActionsCloseFrom(actions, fds.Kept >= 0 ? first + 1 : first);
    }

    /// <summary>A null-terminated array of C strings.</summary>
    private sealed unsafe class NativeStrings : IDisposable
    {
        internal NativeStrings(IReadOnlyList<string> strings)
        {
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < strings.Count; i++)
            {
                var bytes = Encoding.UTF8.GetByteCount(strings[i]);
                Pointer[i] = (byte*)NativeMemory.AllocZeroed((nuint)(bytes + 1));
                Encoding.UTF8.GetBytes(strings[i], new Span<byte>(Pointer[i], bytes));
            }
        }

        internal byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; Pointer[i] != null; i++)
            {
                NativeMemory.Free(Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}
