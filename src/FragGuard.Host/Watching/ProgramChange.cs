using System.Runtime.InteropServices;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>This process becomes another program: it keeps its number, its descriptors 0 to 2, its environment and its
/// parent.</summary>
public static class ProgramChange
{
    private const int Pipe = 13;   // SIGPIPE
    private const nint Default = 0;

    /// <summary>Becomes the program, which is looked for as a shell looks for it.</summary>
    /// <returns>Only if that fails: why, as a sentence without a full stop, and whether there is no such
    /// program.</returns>
    public static unsafe (string Error, bool IsAbsent) To(IReadOnlyList<string> command)
    {
        // The runtime ignores the one, this program the other, and what is ignored stays so.
        _ = Libc.HandleSignal(Pipe, Default);
        _ = Libc.HandleSignal(Libc.FileSizeExceeded, Default);
        var arguments = (byte**)NativeMemory.AllocZeroed((nuint)(command.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < command.Count; i++)
        {
            var bytes = Encoding.UTF8.GetByteCount(command[i]);
            arguments[i] = (byte*)NativeMemory.AllocZeroed((nuint)(bytes + 1));
            Encoding.UTF8.GetBytes(command[i], new Span<byte>(arguments[i], bytes));
        }

        _ = Libc.Execute(command[0], arguments);
        var errno = Libc.LastError;
        _ = Libc.HandleSignal(Pipe, Libc.Ignore);
        _ = Libc.HandleSignal(Libc.FileSizeExceeded, Libc.Ignore);
        return ($"{command[0]}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}", errno == Errno.NoEntry);
    }
}
