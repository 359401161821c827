namespace FragGuard.Policy;

/// <summary>What came of reading one kernel file: its text, nothing because this kernel has no such file, or no
/// answer.</summary>
/// <remarks>The three must never be mixed up: a feature that is absent holds nothing back, while a file that could not
/// be read says nothing, and whoever acts on nothing acts in the dark. The default is an absent file.</remarks>
public readonly ref struct HostFile
{
    private HostFile(ReadOnlySpan<byte> text, bool isRead, string? error)
    {
        Text = text;
        IsRead = isRead;
        Error = error;
    }

    /// <summary>Its content; empty if it was not read.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>It was read. What it says may still make no sense.</summary>
    public bool IsRead { get; }

    /// <summary>Why it could not be read, as a sentence; null if it was, and for a file that the kernel does not
    /// have.</summary>
    public string? Error { get; }

    /// <summary>A file that was read.</summary>
    public static implicit operator HostFile(ReadOnlySpan<byte> text) => Read(text);

    /// <summary>A file that was read.</summary>
    public static HostFile Read(ReadOnlySpan<byte> text) => new(text, isRead: true, error: null);

    /// <summary>A file that is there, or may be, and could not be read.</summary>
    /// <param name="error">Why, as a sentence.</param>
    public static HostFile Unreadable(string error) => new(default, isRead: false, error);

    /// <summary>Why nothing is known although the kernel has the file; null if it is known or the file is
    /// absent.</summary>
    /// <param name="path">The file, for the sentence.</param>
    /// <param name="isUnderstood">The text says what was looked for.</param>
    internal string? GapOf(string path, bool isUnderstood)
    {
        if (Error is not null || !IsRead || isUnderstood)
        {
            return Error;
        }

        return Text.IsEmpty ? $"{path}: empty" : $"{path}: cut off, or not in the kernel's layout";
    }
}
