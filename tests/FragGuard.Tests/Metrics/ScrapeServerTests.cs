using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FragGuard.Daemon;

namespace FragGuard.Tests;

/// <summary><c>fragguard metrics --listen</c> and <c>--inetd</c> as a client sees them.</summary>
public sealed class ScrapeServerTests : IDisposable
{
    private readonly TempTree _tree = new();
    private Process? _server;

    public ScrapeServerTests() => _tree.Add("run/fragguard/metrics.prom", "fragguard_up 1\n");

    public void Dispose()
    {
        if (_server is { HasExited: false })
        {
            _server.Kill();
            _server.WaitForExit();
        }

        _server?.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public async Task Listen_AScrape_GetsTheFileAsItIsNow()
    {
        var url = Start("127.0.0.1:0");
        using var client = new HttpClient();

        var first = await client.GetStringAsync(new Uri(url));
        _tree.Add("run/fragguard/metrics.prom", "fragguard_up 0\n");
        var second = await client.GetStringAsync(new Uri(url));
        File.Delete(Path.Combine(_tree.Directory, "run/fragguard/metrics.prom"));
        using var third = await client.GetAsync(new Uri(url));

        Assert.Equal("fragguard_up 1\n", first);
        Assert.Equal("fragguard_up 0\n", second);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
    }

    [Fact]
    public async Task Listen_MoreHangingClientsThanThereArePlaces_AScrapeStillGetsThrough()
    {
        var url = new Uri(Start("127.0.0.1:0"));
        var hanging = new List<TcpClient>();
        for (var i = 0; i < ScrapeServer.MostClients * 2; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, url.Port);
            await client.GetStream().WriteAsync("GET /met"u8.ToArray());
            hanging.Add(client);
        }

        using var http = new HttpClient();
        var text = await http.GetStringAsync(url);

        Assert.Equal("fragguard_up 1\n", text);
        Assert.InRange(Directory.GetFiles($"/proc/{_server!.Id}/fd").Length, 1, ScrapeServer.MostClients + 100);
        hanging.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Listen_ClientsThatHangUpAtAnyByte_HarmNobody()
    {
        var url = new Uri(Start("127.0.0.1:0"));
        var request = Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        for (var bytes = 0; bytes <= request.Length; bytes++)
        {
            using var client = new TcpClient { LingerState = new LingerOption(enable: bytes % 2 == 0, seconds: 0) };
            await client.ConnectAsync(IPAddress.Loopback, url.Port);
            await client.GetStream().WriteAsync(request.AsMemory(0, bytes));
        }

        using var http = new HttpClient();
        Assert.Equal("fragguard_up 1\n", await http.GetStringAsync(url));
        Assert.False(_server!.HasExited);
    }

    [Fact]
    public void Listen_PortInUse_IsOneSentence()
    {
        var port = new Uri(Start("127.0.0.1:0")).Port;

        var second = ProgramRun.Of(["metrics", "--listen", $"127.0.0.1:{port}"]);

        Assert.Equal(ExitCodes.SystemLimit, second.ExitCode);
        Assert.Equal(
            $"fragguard: --listen 127.0.0.1:{port}: address already in use: another program listens there; name "
                + "another port\n",
            second.Error);
    }

    [Theory]
    [InlineData("9817")]
    [InlineData("localhost:9817")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("[]:9817")]
    [InlineData("::1:9817")]
    [InlineData("256.0.0.1:9817")]
    public void Listen_NoAddress_IsAUsageError(string address)
    {
        var run = ProgramRun.Of(["metrics", "--listen", address]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("expected an address and a port, as 127.0.0.1:9817, [::1]:9817 or :9817", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_SigTerm_EndsCleanly()
    {
        Start("127.0.0.1:0");

        using var kill = Process.Start(
            "kill", ["-TERM", _server!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _server.WaitForExitAsync();

        Assert.Equal(ExitCodes.Ok, _server.ExitCode);
    }

    [Fact]
    public void Inetd_ARequest_IsAnsweredAndThatIsIt()
    {
        var run = ProgramRun.Of(["metrics", "--inetd", "--root", _tree.Directory], "GET /metrics HTTP/1.1\r\n\r\n");

        Assert.Equal(ExitCodes.Ok, run.ExitCode);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nfragguard_up 1\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inetd_NothingIsAsked_EndsWithoutAWord()
    {
        var run = ProgramRun.Of(["metrics", "--inetd", "--root", _tree.Directory]);

        Assert.Equal((ExitCodes.Ok, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Print_TheGuardsFile_IsPrintedAsItIs()
    {
        var run = ProgramRun.Of(["metrics", "--root", _tree.Directory]);

        Assert.Equal((ExitCodes.Ok, "fragguard_up 1\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Print_AFileThatIsNotThere_IsSaid()
    {
        var run = ProgramRun.Of(["metrics", "--file", "/nowhere/x.prom"]);

        Assert.Equal((ExitCodes.Unavailable, "fragguard: /nowhere/x.prom: no such file\n"), (run.ExitCode, run.Error));
    }

    public static TheoryData<string> Trees => [.. Golden.Trees];

    [Theory]
    [MemberData(nameof(Trees))]
    public void Print_NoGuard_MeasuresTheMachineItself(string tree)
    {
        var run = ProgramRun.Of(["metrics", "--root", Golden.Tree(tree)]);

        Assert.Equal((ExitCodes.Ok, ""), (run.ExitCode, run.Error));
        var text = Exposition.Parse(run.Output);
        Assert.Equal(0, text["fragguard_up"]);
        Assert.Contains("fragguard_zone_managed_bytes", text.Families.Keys);
        Assert.Contains("fragguard_watch_suitable_blocks", text.Families.Keys);
        Assert.DoesNotContain("fragguard_incident_open", text.Families.Keys);
    }

    private string Start(string address)
    {
        _server = ProgramRun.Start("metrics", "--root", _tree.Directory, "--listen", address);
        return _server.StandardError.ReadLine()!.Split(' ')[^1];
    }
}
