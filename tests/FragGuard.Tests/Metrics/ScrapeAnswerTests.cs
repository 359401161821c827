using System.Text;
using FragGuard.Host;

namespace FragGuard.Tests;

public sealed class ScrapeAnswerTests : IDisposable
{
    private readonly TempTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK", "fragguard_up 1\n")]
    [InlineData("GET /metrics?x=1 HTTP/1.0\r\n\r\n", "200 OK", "fragguard_up 1\n")]
    [InlineData("GET / HTTP/1.1\n\n", "200 OK", "fragguard_up 1\n")]
    [InlineData("HEAD /metrics HTTP/1.1\r\n\r\n", "200 OK", "")]
    [InlineData("GET /-/healthy HTTP/1.1\r\n\r\n", "200 OK", "ok\n")]
    [InlineData("GET /etc/passwd HTTP/1.1\r\n\r\n", "404 Not Found", "the metrics are at /metrics\n")]
    [InlineData("GET /metrics/../etc HTTP/1.1\r\n\r\n", "404 Not Found", "the metrics are at /metrics\n")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "405 Method Not Allowed", "GET and HEAD only\n")]
    [InlineData("GET /metrics\r\n\r\n", "400 Bad Request", "not a request that is understood here\n")]
    [InlineData("\r\n\r\n", "400 Bad Request", "not a request that is understood here\n")]
    [InlineData("\x16\x03\x01\x02\n\n", "400 Bad Request", "not a request that is understood here\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n", "404 Not Found", "the metrics are at /metrics\n")]
    public void To_WholeRequest_IsAnswered(string request, string status, string body)
    {
        var reply = Reply(request);

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", reply, StringComparison.Ordinal);
        Assert.Equal(body, reply[(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Contains("\r\nConnection: close\r\n", reply, StringComparison.Ordinal);
    }

    [Fact]
    public void To_Metrics_HasTheTypeThatPrometheusAsksForAndItsLength()
    {
        var reply = Reply("HEAD /metrics HTTP/1.1\r\n\r\n");

        Assert.Contains(
            "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n", reply, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 15\r\n", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /met")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n")]
    public void To_HalfARequest_IsNoAnswerYet(string request)
    {
        Assert.Null(Answer().To(Encoding.ASCII.GetBytes(request)));
    }

    [Fact]
    public void To_RequestWithoutEnd_IsRefused()
    {
        Assert.StartsWith(
            "HTTP/1.1 431 ", Reply(new string('x', ClientConnection.MostRequestBytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void To_NoFile_IsServiceUnavailableWithTheReason()
    {
        var answer = new ScrapeAnswer(Path.Combine(_tree.Directory, "nothing"), "/run/fragguard/metrics.prom");

        var reply = Encoding.UTF8.GetString(answer.To("GET /metrics HTTP/1.1\r\n\r\n"u8)!);

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", reply, StringComparison.Ordinal);
        Assert.EndsWith(
            "/run/fragguard/metrics.prom: no such file: is the guard running, and does [metrics] textfile name this "
                + "file?\n",
            reply, StringComparison.Ordinal);
    }

    private string Reply(string request) => Encoding.UTF8.GetString(Answer().To(Encoding.ASCII.GetBytes(request))!);

    private ScrapeAnswer Answer()
    {
        _tree.Add("metrics.prom", "fragguard_up 1\n");
        return new ScrapeAnswer(Path.Combine(_tree.Directory, "metrics.prom"), "/run/fragguard/metrics.prom");
    }
}
