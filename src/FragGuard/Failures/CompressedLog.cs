namespace FragGuard;

/// <summary>Knows the logs that are no text: to find nothing in them would be a lie.</summary>
internal static class CompressedLog
{
    /// <summary>How to read a file that is no text.</summary>
    /// <param name="stream">The file, at its beginning, where it is left. A pipe cannot be looked into.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The command that would have read it, from standard input.</param>
    /// <returns>A sentence; null if the file may be text.</returns>
    internal static string? HowToRead(FileStream stream, string name, string reader = "fragguard failures -")
    {
        if (!stream.CanSeek)
        {
            return null;
        }

        Span<byte> start = stackalloc byte[8];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Seek(0, SeekOrigin.Begin);
        return start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? Piped(name, "zcat", reader)
            : start.StartsWith((ReadOnlySpan<byte>)[0xfd, .. "7zXZ"u8]) ? Piped(name, "xzcat", reader)
            : start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? Piped(name, "zstdcat", reader)
            : start.StartsWith("BZh"u8) ? Piped(name, "bzcat", reader)
            : start.StartsWith("LPKSHHRH"u8)
                ? $"{name}: a journal file; {Try($"journalctl -k --file {name}", reader)}"
            : null;
    }

    private static string Piped(string name, string program, string reader) =>
        $"{name}: compressed; {Try($"{program} {name}", reader)}";

    private static string Try(string command, string reader) => $"try '{command} | {reader}'";
}
