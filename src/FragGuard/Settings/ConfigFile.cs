using FragGuard.Config;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>The bytes of a configuration file, or why there are none.</summary>
/// <param name="Content">The bytes; null if they cannot be read.</param>
/// <param name="Error">Why, as a sentence that names the file; null if they can.</param>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="IsAbsent">True if there is no such file.</param>
internal sealed record ConfigFile(byte[]? Content, string? Error, int ExitCode, bool IsAbsent = false)
{
    /// <summary>Reads a file. What is none, a pipe or a device, is refused: the guard must not hang on it.</summary>
    /// <param name="path">Where it is found.</param>
    /// <param name="name">What to call it.</param>
    internal static ConfigFile Read(string path, string name)
    {
        var reading = RegularFile.Read(path, name, Limits.FileBytes);
        return reading.End switch
        {
            FileReadEnd.Read => new ConfigFile(reading.Content, null, ExitCodes.Ok),
            FileReadEnd.NotAFile => new ConfigFile(null, $"{reading.Error}; expected a file", ExitCodes.Config),
            FileReadEnd.TooLong => new ConfigFile(null, TooLong(name), ExitCodes.Config),
            _ => new ConfigFile(
                null,
                reading.Error,
                reading.IsDenied ? ExitCodes.NoPermission : ExitCodes.Config,
                reading.End == FileReadEnd.Absent),
        };
    }

    /// <summary>Reads a stream to its end, or to one byte more than a configuration may have.</summary>
    internal static ConfigFile Read(Stream stream, string name)
    {
        var buffer = new byte[Limits.FileBytes + 1];
        try
        {
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > Limits.FileBytes
                ? new ConfigFile(null, TooLong(name), ExitCodes.Config)
                : new ConfigFile(buffer[..length], null, ExitCodes.Ok);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new ConfigFile(null, FileFault.Sentence(fault, name), ExitCodes.Config);
        }
    }

    private static string TooLong(string name) =>
        $"{name}: longer than {Limits.FileBytes >> 10} KiB, the most that a configuration can be: "
        + "name the right file, or shorten it";
}
