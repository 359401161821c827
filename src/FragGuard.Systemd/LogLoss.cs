namespace FragGuard.Systemd;

/// <summary>How many log records this process could not deliver, to whatever sink: a metric.</summary>
public static class LogLoss
{
    private static long _count;

    /// <summary>Since the start.</summary>
    public static long Count => Interlocked.Read(ref _count);

    internal static void Note() => Interlocked.Increment(ref _count);
}
