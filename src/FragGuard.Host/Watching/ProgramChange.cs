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
    private const int LongestCommandLine = 8 << 20;

    /// <summary>Becomes the program, which is looked for as a shell looks for it.</summary>
    /// <param name="command">The program and its arguments, the last ones of this process's own command line.</param>
    /// <returns>Only if that fails: why, as a sentence without a full stop, and whether there is no such
    /// program.</returns>
    public static unsafe (string Error, bool IsAbsent) To(IReadOnlyList<string> command)
    {
        // The runtime ignores the one, this program the other, and what is ignored stays so.
        _ = Libc.HandleSignal(Pipe, Default);
        _ = Libc.HandleSignal(Libc.FileSizeExceeded, Default);
        var words = AsGiven(command);
        var arguments = (byte**)NativeMemory.AllocZeroed((nuint)(words.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < words.Count; i++)
        {
            arguments[i] = (byte*)NativeMemory.AllocZeroed((nuint)(words[i].Length + 1));
            words[i].CopyTo(new Span<byte>(arguments[i], words[i].Length));
        }

        _ = Libc.Execute(arguments[0], arguments);
        var errno = Libc.LastError;
        _ = Libc.HandleSignal(Pipe, Libc.Ignore);
        _ = Libc.HandleSignal(Libc.FileSizeExceeded, Libc.Ignore);
        return ($"{command[0]}: {Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()}", errno == Errno.NoEntry);
    }

    // A file's name need not be UTF-8, and the runtime's strings have lost what was not.
    private static List<byte[]> AsGiven(IReadOnlyList<string> command)
    {
        var given = new List<byte[]>();
        var line = RegularFile.Read("/proc/self/cmdline", "/proc/self/cmdline", LongestCommandLine).Content ?? [];
        for (var start = 0; start < line.Length;)
        {
            var length = line.AsSpan(start).IndexOf((byte)0);
            length = length < 0 ? line.Length - start : length;
            given.Add(line[start..(start + length)]);
            start += length + 1;
        }

        var words = given[Math.Max(0, given.Count - command.Count)..];
        for (var i = 0; i < command.Count; i++)
        {
            if (words.Count != command.Count || Encoding.UTF8.GetString(words[i]) != command[i])
            {
                return [.. command.Select(word => Encoding.UTF8.GetBytes(word))];
            }
        }

        return words;
    }
}
