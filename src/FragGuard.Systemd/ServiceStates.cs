using System.Diagnostics;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using Microsoft.Extensions.Hosting.Systemd;

namespace FragGuard.Systemd;

/// <summary>The notifications of sd_notify(3) that <see cref="ServiceState"/> has no name for.</summary>
public static class ServiceStates
{
    /// <summary>The most of a status line that is sent: a datagram over 4096 bytes is refused whole.</summary>
    public const int MaxStatusBytes = 1024;

    private const string Ellipsis = "…";

    /// <summary>WATCHDOG=1: still alive.</summary>
    public static ServiceState Watchdog { get; } = new("WATCHDOG=1");

    /// <summary>STATUS=text: the line that <c>systemctl status</c> shows.</summary>
    /// <param name="text">
    /// Any text. Control characters, newlines included, are escaped, so that no text can add an assignment of its own;
    /// cut at <see cref="MaxStatusBytes"/> UTF-8 bytes, between characters.
    /// </param>
    public static ServiceState Status(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ServiceState("STATUS=" + Cut(SafeText.Escape(text, keepNewlines: false)));
    }

    /// <summary>RELOADING=1 with the time of now, as Type=notify-reload asks; READY=1 must follow.</summary>
    /// <remarks>MONOTONIC_USEC is CLOCK_MONOTONIC, which <see cref="Stopwatch"/> reads on Linux: the manager tells a
    /// new reload from an old one by it.</remarks>
    public static ServiceState Reloading() =>
        Reloading(Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>EXTEND_TIMEOUT_USEC: asks for more time to start, reload or stop.</summary>
    /// <param name="duration">Counted from now; rounded up to a microsecond.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public static ServiceState ExtendTimeout(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        var usec = (duration.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond;
        return new ServiceState(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={usec}"));
    }

    /// <summary>RELOADING=1 at a given time.</summary>
    /// <param name="monotonicUsec">CLOCK_MONOTONIC in microseconds.</param>
    internal static ServiceState Reloading(long monotonicUsec) =>
        new(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonicUsec}"));

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxStatusBytes)
        {
            return text;
        }

        var keptBytes = Encoding.UTF8.GetByteCount(Ellipsis);
        var keptChars = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (keptBytes + rune.Utf8SequenceLength > MaxStatusBytes)
            {
                break;
            }

            keptBytes += rune.Utf8SequenceLength;
            keptChars += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, keptChars), Ellipsis);
    }
}
