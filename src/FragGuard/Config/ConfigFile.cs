using FragGuard.Host;

namespace FragGuard.Config;

/// <summary>The bytes of a configuration file, or why there are none.</summary>
/// <param name="Content">The bytes; null if they cannot be read.</param>
/// <param name="Error">Why, as a sentence that names the file; null if they can.</param>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="IsAbsent">True if there is no such file.</param>
internal sealed record ConfigFile(byte[]? Content, string? Error, int ExitCode, bool IsAbsent = false)
{
    /// <summary>Reads a file. Never waits, whatever the path leads to.</summary>
    /// <param name="path">Where it is found.</param>
    /// <param name="name">What to call it.</param>
    internal static ConfigFile Read(string path, string name)
    {
        if (FileKind.OtherThanRegular(path) is { } kind)
        {
            return new ConfigFile(null, $"{name}: {kind}; expected a file", ExitCodes.Config);
        }

        try
        {
            using var file =
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Read(file, name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var isAbsent = fault is FileNotFoundException or DirectoryNotFoundException;
            var exitCode = fault is UnauthorizedAccessException ? ExitCodes.NoPermission : ExitCodes.Config;
            return new ConfigFile(null, FileFault.Sentence(fault, name), exitCode, isAbsent);
        }
    }

    /// <summary>Reads a stream to its end, or to one byte more than a configuration may have.</summary>
    internal static ConfigFile Read(Stream stream, string name)
    {
        var buffer = new byte[Limits.FileBytes + 1];
        try
        {
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            var tooLong = $"{name}: longer than {Limits.FileBytes >> 10} KiB, the most that a configuration can be: "
                + "name the right file, or shorten it";
            return length > Limits.FileBytes
                ? new ConfigFile(null, tooLong, ExitCodes.Config)
                : new ConfigFile(buffer[..length], null, ExitCodes.Ok);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new ConfigFile(null, FileFault.Sentence(fault, name), ExitCodes.Config);
        }
    }
}
