namespace FragGuard.Config;

/// <summary>The absolute path of a file, written plainly: nothing in it that leads elsewhere than it seems.</summary>
internal static class PathFormat
{
    /// <summary>A path that serves for something.</summary>
    /// <param name="expected">What a path that does not should have been; null for one that does.</param>
    internal static ValueFormat<string> Serving(Func<string, string?> expected) => (object value, out string result) =>
        Read(value, out result)
        ?? (expected(result) is { } wish ? $"is {ValueFormat.Shown(value)}; expected {wish}" : null);

    /// <summary>Reads a path.</summary>
    internal static string? Read(object value, out string result)
    {
        result = value as string ?? "";
        return value switch
        {
            string { Length: 0 } => "is empty; expected the absolute path of a file",
            string { Length: > Limits.PathLength } => $"is longer than {Limits.PathLength} characters",
            string path when path[0] != '/' => $"is {ValueFormat.Shown(value)}; expected an absolute path, from / on",
            string path when path.AsSpan().ContainsAnyInRange('\0', '\x1f') =>
                $"is {ValueFormat.Shown(value)}; a path with control characters is not taken",
            string path when path[1..].Split('/').Any(step => step is "" or "." or "..") =>
                $"is {ValueFormat.Shown(value)}; expected the path of a file without empty steps, \".\" and \"..\"",
            string => null,
            _ => $"is {ValueFormat.Shown(value)}; expected the absolute path of a file, in quotes",
        };
    }
}
