using System.Text;

namespace FragGuard.Chaos.Faults;

/// <summary>Configurations, good and bad.</summary>
internal static class Configs
{
    private const string Head = """
        [sampling]
        interval = "100ms"
        alert_interval = "100ms"

        [[watch]]
        name = "contiguous-64k"
        order = 4
        floor = 64
        for = "0s"

        [gates]
        min_uptime = "0s"

        [incident]
        back_off = "1s"
        max_back_off = "1s"

        """;

    private const string Pace = "cooldown = \"0s\"\nmax_cooldown = \"1s\"\nper_day = \"unlimited\"\n"
        + "settle = \"0s\"\ntimeout = \"1s\"\n";

    private const string Drop = "[[ladder]]\nremedy = \"drop_caches\"\n" + Pace;
    private const string Compact = "[[ladder]]\nremedy = \"compact_memory\"\n" + Pace;

    private const string TuneSet = "set = { \"vm.swappiness\" = 10, \"vm.vfs_cache_pressure\" = 200, "
        + "\"vm.watermark_scale_factor\" = 20 }\n";

    private const string Tune = "[[ladder]]\nremedy = \"tune\"\n" + TuneSet + Pace;
    private const string TuneUntilStop = "[[ladder]]\nremedy = \"tune\"\nrestore = \"on_stop\"\n" + TuneSet + Pace;
    private const string Reboot = "[[ladder]]\nremedy = \"flag_reboot\"\n";
    private const string Hook = "[[ladder]]\nremedy = \"hook\"\ncommand = [\"/bin/sh\", \"-c\", "
        + "\"printf '\\\\033[31m<0>\\\\342\\\\200\\\\256loud\\\\n'; sleep 0.3; yes | head -c 300000\"]\n" + Pace;

    /// <summary>The names of the good ones.</summary>
    internal static readonly string[] Names =
        ["the whole ladder", "tune until the stop", "tune alone", "all rungs and a reboot", "a hook", "no tune rung"];

    /// <summary>Good ones that act; the first is what a case ends with.</summary>
    internal static readonly string[] Good =
    [
        Head + Drop + Compact + Tune,
        Head + Drop + TuneUntilStop,
        Head + Tune,
        Head + Drop + Compact + Tune + Reboot,
        Head + Compact + Tune + Hook,
        Head + Drop + Compact,
    ];

    /// <summary>One that writes nothing.</summary>
    internal static readonly string DryRun = "dry_run = true\n" + Good[0];

    /// <summary>Files that no guard may start with or reload, with a name each.</summary>
    internal static readonly (string Name, byte[] Content)[] Bad =
    [
        ("a syntax error", "[[watch\n"u8.ToArray()),
        ("an unknown key", Encoding.UTF8.GetBytes("dry_rum = true\n" + Good[0])),
        ("a wrong type", "[sampling]\ninterval = 15\n"u8.ToArray()),
        ("invalid UTF-8", [0x23, 0xff, 0xfe, 0x0a]),
        ("binary zeros", new byte[4096]),
        ("256 KiB of small tables", Repeat("x = [", "{b=1},", "{b=1}]\n", 256 << 10)),
        ("60 KiB of small tables", Repeat("x = [", "{b=1},", "{b=1}]\n", 60 << 10)),
        ("60 KiB of opening brackets", Repeat("x = ", "[", "\n", 60 << 10)),
        ("60 KiB of dotted keys", Repeat("a", ".a", "=1\n", 60 << 10)),
        ("60 KiB of keys", Repeat("", "[[a]]\n", "", 60 << 10)),
        ("60 KiB of escapes", Repeat("x = \"", "\\q", "\"\n", 60 << 10)),
        ("10 MiB of comments", Repeat("", "# comment\n", "", 10 << 20)),
    ];

    private static byte[] Repeat(string first, string piece, string last, int bytes)
    {
        var text = new StringBuilder(first);
        while (text.Length < bytes - last.Length - piece.Length)
        {
            text.Append(piece);
        }

        return Encoding.UTF8.GetBytes(text.Append(last).ToString());
    }
}
