using System.Buffers.Text;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The line for node-problem-detector, Nagios and liveness probes:
/// <c>&lt;seconds since boot&gt; &lt;fragmented 0/1&gt; &lt;unhealed 0/1&gt; &lt;message&gt;</c>.</summary>
/// <remarks>The message has at most <see cref="MostMessageBytes"/> bytes of printable ASCII: node-problem-detector cuts
/// it there. The time is when the guard said so: who reads the line judges by it whether the guard still
/// lives.</remarks>
internal sealed class ProbeText
{
    /// <summary>Of the message.</summary>
    internal const int MostMessageBytes = 80;

    private const int MostHeadBytes = 32;

    private readonly byte[] _bytes = new byte[MostHeadBytes + MostMessageBytes + 1];
    private readonly byte[] _message = new byte[MostMessageBytes];
    private int _messageBytes = -1;
    private long _said;

    /// <summary>The line.</summary>
    internal ReadOnlySpan<byte> Write(MetricsView view, long uptimeSeconds)
    {
        var says = Says(view);
        if (_messageBytes < 0 || says != _said)
        {
            (_said, _messageBytes) = (says, Encode(Message(view)));
        }

        _ = Utf8Formatter.TryFormat(uptimeSeconds, _bytes, out var length);
        length += Add(length, view.Ladder.IsOpen ? " 1"u8 : " 0"u8);
        length += Add(length, view.IsExhausted ? " 1 "u8 : " 0 "u8);
        length += Add(length, _message.AsSpan(0, _messageBytes));
        length += Add(length, "\n"u8);
        return _bytes.AsSpan(0, length);
    }

    // What the message depends on, in one number. Zones may change places with each other: then a message a look old is
    // as good.
    private static long Says(MetricsView view)
    {
        var all = (view.Ladder.Incident << 1) + (view.Ladder.IsOpen ? 1 : 0);
        all = (all << 1) + (view.IsExhausted ? 1 : 0);
        return (((((all * 4099) + view.Zones.Breached) * 4099) + view.Zones.Falling) * 4099) + view.Zones.Zones.Length;
    }

    private int Add(int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(at));
        return text.Length;
    }

    private int Encode(string message)
    {
        var length = Math.Min(message.Length, MostMessageBytes);
        for (var i = 0; i < length; i++)
        {
            _message[i] = message[i] is >= ' ' and < '\x7f' ? (byte)message[i] : (byte)'?';
        }

        return length;
    }

    private static string Message(MetricsView view)
    {
        if (!view.Ladder.IsOpen)
        {
            return view.Zones.Falling > 0
                ? $"{view.Zones.Falling} of {Quantity.Of(view.Zones.Zones.Length, "watched zone")} low, not for long "
                    + "enough yet"
                : $"every watch is healthy ({Quantity.Of(view.Zones.Zones.Length, "zone")})";
        }

        var text = new StringBuilder(view.IsExhausted ? "every rung tried: " : "healing: ");
        foreach (ref readonly var zone in view.Zones.Zones)
        {
            if (zone.IsBreached)
            {
                var more = view.Zones.Breached > 1 ? $", {view.Zones.Breached - 1} more" : "";
                var why = zone.Diagnosis?.Word() ?? "unknown";
                return text.Append(
                    CultureInfo.InvariantCulture,
                    $"{zone.Id.Node}/{zone.Id.Zone} short of order-{zone.Order} blocks, {why}{more}").ToString();
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"incident {view.Ladder.Incident}").ToString();
    }
}
