using System.Globalization;
using System.Text;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Answers HTTP requests for the metrics: what was asked for, as far as anybody may.</summary>
/// <remarks>HTTP/1.0 and 1.1, GET and HEAD, one request a connection. Prometheus asks for nothing more.</remarks>
/// <param name="path">The file with the metrics.</param>
/// <param name="name">What to call it in an answer.</param>
internal sealed class ScrapeAnswer(string path, string name)
{
    private const int MostBytes = 1 << 20;
    private const string TextType = "text/plain; charset=utf-8";
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What an overlong request gets.</summary>
    internal static byte[] TooLarge =>
        Text(431, "Request Header Fields Too Large", "the request is too long", isHead: false);

    /// <summary>What a client gets that took too long to ask.</summary>
    internal static byte[] TooSlow => Text(408, "Request Timeout", "no request came", isHead: false);

    /// <summary>The answer to a request.</summary>
    /// <param name="request">What was read so far.</param>
    /// <returns>Null if the request is not over yet.</returns>
    internal byte[]? To(ReadOnlySpan<byte> request)
    {
        if (request.IndexOf("\r\n\r\n"u8) < 0 && request.IndexOf("\n\n"u8) < 0)
        {
            return request.Length == ClientConnection.MostRequestBytes ? TooLarge : null;
        }

        var line = request[..request.IndexOf((byte)'\n')].TrimEnd((byte)'\r');
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first || !line[(last + 1)..].StartsWith("HTTP/1."u8))
        {
            return Text(400, "Bad Request", "not a request that is understood here", isHead: false);
        }

        var isHead = line[..first].SequenceEqual("HEAD"u8);
        if (!isHead && !line[..first].SequenceEqual("GET"u8))
        {
            return Text(405, "Method Not Allowed", "GET and HEAD only", isHead: false, "Allow: GET, HEAD\r\n");
        }

        var target = line[(first + 1)..last];
        target = target.IndexOf((byte)'?') is >= 0 and var query ? target[..query] : target;
        return target.SequenceEqual("/metrics"u8) || target.SequenceEqual("/"u8) ? Metrics(isHead)
            : target.SequenceEqual("/-/healthy"u8) ? Text(200, "OK", "ok", isHead)
            : Text(404, "Not Found", "the metrics are at /metrics", isHead);
    }

    private byte[] Metrics(bool isHead)
    {
        var reading = RegularFile.Read(path, name, MostBytes);
        return reading.Content is { } content
            ? Whole(200, "OK", MetricsType, content, isHead, "")
            : Text(503, "Service Unavailable",
                $"{reading.Error}: is the guard running, and does [metrics] textfile name this file?", isHead);
    }

    private static byte[] Text(int code, string reason, string words, bool isHead, string header = "") =>
        Whole(code, reason, TextType, Encoding.UTF8.GetBytes(words + "\n"), isHead, header);

    private static byte[] Whole(int code, string reason, string type, byte[] body, bool isHead, string header)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {code} {reason}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{header}")
            + "Connection: close\r\n\r\n";
        byte[] bytes = [.. Encoding.ASCII.GetBytes(head), .. isHead ? [] : body];
        return bytes;
    }
}
