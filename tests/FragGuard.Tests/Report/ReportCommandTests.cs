using System.Text.Json;

namespace FragGuard.Tests;

/// <summary><c>report</c> as a process over a tree: what it shows, what it advises, and what it says that it cannot
/// read.</summary>
public sealed class ReportCommandTests
{
    private const string Uid = "3f2b8c1e-7a44-4c0e-9b5d-2e6f7a8b9c0d";
    private const string Container = "8d2f61c0a5b34e7f9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b";

    [Fact]
    public void Report_NodeOfKubernetes_NamesPodHoldersAndAdvice()
    {
        using var tree = Node();

        var run = ProgramRun.Of(["report", "--root", tree.Directory]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("pod shop/cart-7", run.Output, StringComparison.Ordinal);
        Assert.Contains("kernel objects (SUnreclaim)", run.Output, StringComparison.Ordinal);
        Assert.Contains("kmalloc-8k 31 MiB", run.Output, StringComparison.Ordinal);
        Assert.Contains("vm.compaction_proactiveness = 20", run.Output, StringComparison.Ordinal);
        Assert.Contains("as RHEL ships it", run.Output, StringComparison.Ordinal);
        Assert.Contains("thp.enabled = madvise", run.Output, StringComparison.Ordinal);
        Assert.Contains("Memory requests and limits", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void ReportJson_EachMember_IsAsDocumented()
    {
        using var tree = Node();

        var run = ProgramRun.Of(["report", "--json", "--root", tree.Directory]);

        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            ["host", "at", "kernel", "uptime_s", "status", "memory_kib", "pressure", "counters", "per_second",
                "failures", "programs",
                "holders", "pageblocks", "week", "settings", "unread", "advice"],
            json.EnumerateObject().Select(member => member.Name));
        var program = json.GetProperty("programs")[0];
        Assert.Equal(
            ["pid", "name", "pss_kib", "rss_kib", "swap_kib", "huge_kib", "locked_kib", "cgroup", "unit", "pod_uid",
                "pod", "container",
                "runtime"],
            program.EnumerateObject().Select(member => member.Name));
        Assert.Equal((900_000, "shop/cart-7", "cri-o", "redis-server"), (
            program.GetProperty("pss_kib").GetInt32(), program.GetProperty("pod").GetString(),
            program.GetProperty("runtime").GetString(), program.GetProperty("name").GetString()));
        Assert.Equal(1, json.GetProperty("failures").GetProperty("atomic-reserve").GetInt32());
        Assert.Contains(json.GetProperty("advice").EnumerateArray(), one =>
            one.GetProperty("what").GetString()!.StartsWith("vm.min_free_kbytes = ", StringComparison.Ordinal));
    }

    // status leaves the file alone where every zone is well; a report is to say what pageblocks serve all the same.
    [Fact]
    public void ReportJson_EveryZoneIsWell_HasTheShareOfItsPageblocks()
    {
        using var tree = TempTree.With("Node 0, zone   Normal 0 0 0 0 0 0 0 0 0 0 5000\n");
        tree.Add("pagesize", "4096\n").Add("proc/zoneinfo", """
            Node 0, zone   Normal
              pages free     5120000
                    min      5632
                    low      7040
                    high     8448
                    spanned  6000000
                    present  6000000
                    managed  5900000
                    cma      0
                    protection: (0, 0, 0)

            """);
        tree.Add("proc/pagetypeinfo", """
            Page block order: 9
            Pages per block:  512

            Free pages count per migrate type at order 0 1 2 3 4 5 6 7 8 9 10
            Node    0, zone   Normal, type    Unmovable 0 0 0 0 0 0 0 0 0 0 0
            Node    0, zone   Normal, type      Movable 0 0 0 0 0 0 0 0 0 0 5000

            Number of blocks type     Unmovable      Movable
            Node 0, zone   Normal           10        11000

            """);

        var run = ProgramRun.Of(["report", "--json", "--root", tree.Directory]);

        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(1, json.GetProperty("pageblocks").GetArrayLength());
    }

    [Fact]
    public void ReportHtml_HostileNames_AreTextAndNothingIsLoaded()
    {
        using var tree = Node().Add("proc/77/status", "Name:\t<script>alert(1)</script>\nVmRSS:\t 800000 kB\n");

        var html = ProgramRun.Of(["report", "--html", "-", "--root", tree.Directory]).Output;

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("<h2>Advice", StringComparison.Ordinal) < html.IndexOf("<h2>Memory",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Report_TreeWithBuddyInfoAlone_NamesWhatIsMissing()
    {
        using var tree = TempTree.With("Node 0, zone   Normal 1 2 3 4 5 6 7 8 9 10 11\n");

        var run = ProgramRun.Of(["report", "--root", tree.Directory]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("What could not be read", run.Output, StringComparison.Ordinal);
        Assert.Contains("/proc/pagetypeinfo", run.Output, StringComparison.Ordinal);
        Assert.Contains("/proc/pressure", run.Output, StringComparison.Ordinal);
        Assert.Contains("/proc/meminfo", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("in transparent huge pages 0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ReportHtml_GuardThatRecords_DrawsHowTheBlocksWent()
    {
        using var tree = Node();
        var writer = new Policy.RingWriter();
        var table = new Kernel.BuddyTable();
        writer.Begin();
        for (var minute = 1; minute < 60; minute++)
        {
            table.Parse("Node 0, zone Normal 1 2 3 4 5\n"u8);
            writer.Sample(table, DateTimeOffset.UtcNow.AddMinutes(-minute).ToUnixTimeMilliseconds());
        }

        tree.Add("var/lib/fragguard/record/x", "");
        File.WriteAllBytes(
            Path.Combine(tree.Directory, "var/lib/fragguard/record/2026-11-26T00-00-00Z.ring"), writer.Bytes.ToArray());

        var html = ProgramRun.Of(["report", "--html", "-", "--root", tree.Directory]).Output;

        Assert.Contains("<path class=\"curve\" d=\"M", html, StringComparison.Ordinal);
        Assert.Contains("Node 0, zone Normal: blocks of order 4", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(69, "no such file", "report", "--root", "{empty}")]
    [InlineData(64, "name one of them", "report", "--json", "--html", "-")]
    public void Report_CannotDoItsWork_SaysWhy(int exitCode, string words, params string[] arguments)
    {
        using var empty = new TempTree();

        var run = ProgramRun.Of(
            [.. arguments.Select(argument => argument.Replace("{empty}", empty.Directory,
                StringComparison.Ordinal))]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_ThisMachine_TakesLessThanItMayAndSucceeds() =>
        Assert.Equal(0, ProgramRun.Of(["report"]).ExitCode);

    // 8 GiB in pieces, a pod with Redis, a driver whose atomic allocation failed.
    private static TempTree Node()
    {
        const string failure = "4,1,12345678,-;swapper/0: page allocation failure: order:2, "
            + "mode:0x1080020(GFP_ATOMIC), nodemask=(null)\n";
        return new TempTree()
            .Add("pagesize", "4096\n")
            .Add("proc/buddyinfo", "Node 0, zone   Normal 90000 20000 9000 20 5 1 0 0 0 0 0\n")
            .Add("proc/zoneinfo", """
                Node 0, zone   Normal
                  pages free     170000
                        min      1000
                        low      1250
                        high     1500
                        spanned  2097152
                        present  2097152
                        managed  2000000
                        protection: (0, 0)
                  pagesets

                """)
            .Add("proc/meminfo", "MemTotal: 8000000 kB\nMemFree: 680000 kB\nMemAvailable: 700000 kB\nSUnreclaim: "
                + "900000 kB\n"
                + "PageTables: 300000 kB\nHugetlb: 0 kB\n")
            .Add("proc/vmstat", "nr_free_pages 170000\ncompact_stall 12\n")
            .Add("proc/slabinfo", "slabinfo - version: 2.1\nkmalloc-8k 3000 3968 8192 4 8 : tunables 0 0 0 : "
                + "slabdata 992 992 0\n")
            .Add("proc/sys/kernel/osrelease", "5.14.0-427.el9.x86_64\n")
            .Add("proc/sys/vm/min_free_kbytes", "11000\n")
            .Add("proc/sys/vm/compaction_proactiveness", "0\n")
            .Add("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n")
            .Add("dev/kmsg", failure)
            .Add("proc/42/status", "Name:\tredis-server\nVmRSS:\t 1000000 kB\nVmSwap:\t 0 kB\nVmLck:\t 0 kB\n")
            .Add("proc/42/smaps_rollup", "00400000-7fff [rollup]\nRss: 1000000 kB\nPss: 900000 kB\nAnonHugePages: "
                + "500000 kB\n")
            .Add("proc/42/cgroup", "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
                + $"{Uid.Replace('-', '_')}.slice/crio-{Container}.scope\n")
            .Add($"var/log/pods/shop_cart-7_{Uid}/app/0.log", "")
            .Add("proc/43/status", "Name:\tkthreadd\n");
    }
}
