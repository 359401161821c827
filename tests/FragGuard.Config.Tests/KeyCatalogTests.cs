
namespace FragGuard.Config.Tests;

public class KeyCatalogTests
{
    [Fact]
    public void All_OfTheFile_HasEveryTableAndRemedyWithItsKeys()
    {
        var keys = KeyCatalog.All.ToDictionary(place => place.Place, place => string.Join(' ', place.Keys));

        Assert.Equal("interval alert_interval kernel_log", keys["in [sampling]"]);
        Assert.Equal("min_uptime max_memory_pressure max_io_pressure windows", keys["in [gates]"]);
        Assert.Equal("set", keys["in [prevent]"]);
        Assert.Equal("relapse_window back_off max_back_off splay blame", keys["in [incident]"]);
        Assert.Equal("size refill_after", keys["in [reserve]"]);
        Assert.Equal("days", keys["in [record]"]);
        Assert.Equal("textfile probe free_blocks", keys["in [metrics]"]);
        Assert.Equal("node_features", keys["in [export]"]);
        Assert.Equal("command on timeout per_hour", keys["in [notify]"]);
        Assert.Equal(
            "name order floor clear for zones nodes min_zone unusable_above unusable_below ahead during stalls_above",
            keys["in [[watch]]"]);
        Assert.Equal(
            "remedy cooldown max_cooldown max_stall max_reread per_hour per_day timeout settle",
            keys["in [[ladder]]"]);
        Assert.Equal("what sync_first min_cache max_dirty", keys["to remedy \"drop_caches\""]);
        Assert.Equal("scope drain sync_first max_dirty", keys["to remedy \"compact_memory\""]);
        Assert.Equal("set restore", keys["to remedy \"tune\""]);
        Assert.Equal("", keys["to remedy \"nudge_kcompactd\""]);
        Assert.Equal("amount swappiness cgroup", keys["to remedy \"reclaim\""]);
        Assert.Equal("amount", keys["to remedy \"release_reserve\""]);
        Assert.Equal("file", keys["to remedy \"flag_reboot\""]);
        Assert.Equal("command", keys["to remedy \"hook\""]);
    }

    [Theory]
    [InlineData("intervall", "interval")]
    [InlineData("intreval", "interval")]
    [InlineData("Interval", "interval")]
    [InlineData("alert-interval", "alert_interval")]
    [InlineData("kernellog", "kernel_log")]
    public void Advice_OnASlip_IsTheKeyThatWasMeant(string written, string meant)
    {
        Assert.Equal($"did you mean \"{meant}\"?",
            KeyCatalog.Advice(written, ["interval", "alert_interval", "kernel_log"]));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("colour")]
    [InlineData("")]
    public void Advice_OnSomethingElse_IsWhatThereIs(string written)
    {
        Assert.Equal("known here: interval", KeyCatalog.Advice(written, ["interval"]));
    }
}
