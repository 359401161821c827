using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace FragGuard.NativeTests;

/// <summary>The examples for [notify], against receivers on loopback.</summary>
public sealed class NotifyScriptTests
{
    private const string Config = """
        ladder = []
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"
        [[watch]]
        order = 4
        floor = 64
        for = "0s"
        [notify]
        """;

    [NativeFact(needs: "curl")]
    public void Webhook_AnIncidentOfTheGuard_IsPostedAsJsonFromBeginningToEnd()
    {
        using var machine = new FakeMachine();
        using var receiver = new Receiver();
        using var guard = GuardProcess.Guard(
            machine, $"{Config}\ncommand = [\"{Install(machine, "notify-webhook.sh")}\", \"{receiver.Url}hook\"]\n");
        machine.WaitFor("started");

        machine.BuddyInfo = FakeMachine.Fragmented;
        var opened = receiver.Next();
        machine.BuddyInfo = FakeMachine.Healthy;
        var closed = receiver.Next();

        Assert.Equal("POST /hook application/json", opened.Request);
        Assert.Equal("incident-opened", opened.Json.GetProperty("event").GetString());
        Assert.Equal("incident-closed", closed.Json.GetProperty("event").GetString());
        Assert.Equal(1, closed.Json.GetProperty("incident").GetInt32());
    }

    [NativeFact(needs: "curl")]
    public void Webhook_Text_IsOneStringWhateverIsInIt()
    {
        using var machine = new FakeMachine();
        using var receiver = new Receiver();

        var errors = Run(machine, "notify-webhook.sh", "a \"b\" \\ c\n\td", "incident-opened", "--text", receiver.Url);

        Assert.Equal("", errors);
        Assert.Equal("node-7: a \"b\" \\ c\n\td", receiver.Next().Json.GetProperty("text").GetString());
    }

    [NativeFact(needs: "curl")]
    public void Webhook_NobodyThere_FailsWithTheReason()
    {
        using var machine = new FakeMachine();

        var errors = Run(machine, "notify-webhook.sh", "m", "incident-opened", "http://127.0.0.1:1/");

        Assert.Contains("curl: (7)", errors, StringComparison.Ordinal);
    }

    [NativeFact(needs: "curl")]
    public void Alertmanager_AnIncident_FiresAndIsResolved()
    {
        using var machine = new FakeMachine();
        using var receiver = new Receiver();

        Assert.Equal(
            "", Run(machine, "notify-alertmanager.sh", "short of \"order 4\"", "incident-opened", receiver.Url));
        Assert.Equal("", Run(machine, "notify-alertmanager.sh", "exhausted", "ladder-exhausted", receiver.Url));
        Assert.Equal("", Run(machine, "notify-alertmanager.sh", "well", "tunable-changed", receiver.Url));
        Assert.Equal("", Run(machine, "notify-alertmanager.sh", "well", "incident-closed", receiver.Url));

        var (opened, exhausted, closed) = (receiver.Next(), receiver.Next(), receiver.Next());
        Assert.Equal("POST /api/v2/alerts application/json", opened.Request);
        var alert = opened.Json[0];
        Assert.Equal("FragGuardIncident", alert.GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal("node-7", alert.GetProperty("labels").GetProperty("instance").GetString());
        Assert.Equal("short of \"order 4\"", alert.GetProperty("annotations").GetProperty("summary").GetString());
        Assert.True(alert.GetProperty("endsAt").GetDateTime() > DateTime.UtcNow);
        Assert.Equal(
            "FragGuardLadderExhausted", exhausted.Json[0].GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal(2, closed.Json.GetArrayLength());
        Assert.Equal(alert.GetProperty("labels").GetRawText(), closed.Json[0].GetProperty("labels").GetRawText());
        Assert.Equal("2026-11-26T10:00:00.000Z", closed.Json[0].GetProperty("endsAt").GetString());
    }

    [NativeFact(needs: "curl")]
    public void Mail_AnEvent_IsDeliveredToEveryRecipientAndNoHeaderIsForged()
    {
        using var machine = new FakeMachine();
        using var server = new MailServer();

        var errors = Run(
            machine, "notify-mail.sh", "first line\nBcc: x@evil", "incident-opened", server.Url, "guard@example.net",
                "a@example.net", "b@example.net");

        var mail = server.Received();
        Assert.Equal("", errors);
        Assert.Equal("<guard@example.net>", mail.From);
        Assert.Equal(["<a@example.net>", "<b@example.net>"], mail.Recipients);
        var (head, body) = (mail.Text.Split("\r\n\r\n", 2)[0], mail.Text.Split("\r\n\r\n", 2)[1]);
        Assert.Contains("To: a@example.net, b@example.net\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Subject: [FragGuard] node-7: incident-opened\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", head, StringComparison.Ordinal);
        Assert.Contains("first line\r\nBcc: x@evil\r\n", body, StringComparison.Ordinal);
        Assert.Contains("FRAGGUARD_INCIDENT=3\r\n", body, StringComparison.Ordinal);
    }

    private static string Run(
        FakeMachine machine, string script, string message, string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Install(machine, script), arguments)
        { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment["FRAGGUARD_EVENT"] = name;
        start.Environment["FRAGGUARD_MESSAGE"] = message;
        start.Environment["FRAGGUARD_HOST"] = "node-7";
        start.Environment["FRAGGUARD_INCIDENT"] = "3";
        start.Environment["FRAGGUARD_TIME"] = "2026-11-26T10:00:00.000Z";
        foreach (
            var proxy in (string[])["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
        {
            start.Environment.Remove(proxy);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Write("{}\n");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return errors;
    }

    private static string Install(FakeMachine machine, string script)
    {
        var installed = machine.Root + "/sbin/" + script;
        Directory.CreateDirectory(machine.Root + "/sbin");
        File.Copy(Path.Combine(NativeBinary.Tree(), "packaging", "examples", script), installed, overwrite: true);
        File.SetUnixFileMode(installed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return installed;
    }

    private sealed record Post(string Request, JsonElement Json);

    /// <summary>An HTTP server that takes what is posted.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener _listener = new();

        internal Receiver()
        {
            using var port = new TcpListener(IPAddress.Loopback, 0);
            port.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/";
            port.Stop();
            _listener.Prefixes.Add(Url);
            _listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        internal string Url { get; }

        private System.Collections.Concurrent.BlockingCollection<Post> Posts { get; } = [];

        internal Post Next() => Posts.TryTake(
            out var post, TimeSpan.FromSeconds(60)) ? post : throw new TimeoutException("nothing was posted");

        public void Dispose()
        {
            _listener.Close();
            Posts.Dispose();
        }

        private void Serve()
        {
            try
            {
                while (true)
                {
                    var context = _listener.GetContext();
                    using var reader = new StreamReader(context.Request.InputStream);
                    var from = context.Request;
                    var request = $"{from.HttpMethod} {from.Url!.AbsolutePath} {from.ContentType}";
                    Posts.Add(new Post(request, JsonDocument.Parse(reader.ReadToEnd()).RootElement));
                    context.Response.Close();
                }
            }
            catch (Exception fault) when (
                fault is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>A mail server that takes one mail.</summary>
    private sealed class MailServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task<(string From, List<string> Recipients, string Text)> _mail;

        internal MailServer()
        {
            _listener.Start();
            _mail = Task.Run(Serve);
        }

        internal string Url => $"smtp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        internal (string From, List<string> Recipients, string Text) Received() =>
            _mail.Wait(TimeSpan.FromSeconds(60)) ? _mail.Result : throw new TimeoutException("no mail came");

        public void Dispose() => _listener.Dispose();

        private (string From, List<string> Recipients, string Text) Serve()
        {
            using var client = _listener.AcceptTcpClient();
            using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            var (from, recipients, text) = ("", new List<string>(), new StringBuilder());
            writer.WriteLine("220 test");
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal))
                {
                    from = line["MAIL FROM:".Length..].Split(' ')[0];
                }
                else if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
                {
                    recipients.Add(line["RCPT TO:".Length..]);
                }
                else if (line == "DATA")
                {
                    writer.WriteLine("354 go on");
                    while (reader.ReadLine() is { } part and not ".")
                    {
                        text.Append(part).Append("\r\n");
                    }
                }
                else if (line == "QUIT")
                {
                    writer.WriteLine("221 bye");
                    break;
                }

                writer.WriteLine("250 ok");
            }

            return (from, recipients, text.ToString());
        }
    }
}
