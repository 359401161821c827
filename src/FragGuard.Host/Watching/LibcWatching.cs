using System.Runtime.InteropServices;

namespace FragGuard.Host;

/// <summary>The system calls of <see cref="ChangeWatch"/> and <see cref="ProgramChange"/>.</summary>
internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int NotifyCreate(int flags);

    [LibraryImport(
        "libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int NotifyAdd(int fd, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true)]
    internal static unsafe partial int Execute(byte* program, byte** arguments);
}
