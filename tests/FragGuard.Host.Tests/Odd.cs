using System.Runtime.InteropServices;

namespace FragGuard.Host.Tests;

/// <summary>Things that may stand where a file is expected.</summary>
internal static partial class Odd
{
    /// <summary>A pipe that nobody writes to: opening it for reading waits for ever.</summary>
    internal static void Pipe(string path) => Assert.Equal(0, MakePipe(path, 0x180));

    /// <summary>A file of this length that takes no room.</summary>
    internal static void Sparse(string path, long bytes)
    {
        using var file = File.Create(path);
        file.SetLength(bytes);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
