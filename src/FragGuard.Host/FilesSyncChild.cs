namespace FragGuard.Host;

/// <summary>The child's side of writing dirty file pages out: <c>fragguard sync-files [--root DIR]</c>.</summary>
/// <remarks>sync(2) cannot be killed and may hang for ever on a mount whose server is gone. It runs in a process of its
/// own, which holds nothing that anybody waits for. Under another root than / there is nothing to write out.</remarks>
public static class FilesSyncChild
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "sync-files";

    /// <summary>The child's arguments, the verb first.</summary>
    internal static IReadOnlyList<string> Arguments(KernelRoot root) =>
        root.IsLive ? [Verb] : [Verb, "--root", root.Directory];

    /// <summary>Writes out and returns the exit code.</summary>
    /// <param name="arguments">What follows the verb.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        _ = Libc.HandleSignal(Libc.Terminate, Libc.Ignore);
        if (arguments.IsEmpty)
        {
            Libc.Sync();
        }

        return 0;
    }
}
