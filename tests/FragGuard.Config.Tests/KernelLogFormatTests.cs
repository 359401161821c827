
namespace FragGuard.Config.Tests;

public sealed class KernelLogFormatTests
{
    [Theory]
    [InlineData("kernel_log = true", true, 0)]
    [InlineData("kernel_log = false", false, 0)]
    [InlineData("kernel_log = { also = [{ contains = \"mydriver: no buffer\", order = 9 }] }", true, 1)]
    [InlineData(
        "kernel_log = { also = [{ contains = \"aaaa\", order = \"thp\" }, "
            + "{ contains = \"bbbb\", order = \"64KiB\" }] }",
        true, 2)]
    [InlineData("[[sampling.kernel_log.also]]\ncontains = \"mydriver: no buffer\"\norder = 4", true, 1)]
    public void Read_EachForm_SaysWhetherAndWhatElse(string text, bool isOn, int also)
    {
        var sampling = Sources.Read("[sampling]\n" + text + "\n").Settings!.Sampling;

        Assert.Equal((isOn, also), (sampling.KernelLog, sampling.KernelLogAlso.Count));
    }

    [Theory]
    [InlineData("kernel_log = 7", "expected true, false or { also")]
    [InlineData("kernel_log = {}", "names no message")]
    [InlineData("kernel_log = { also = [] }", "names no message")]
    [InlineData("kernel_log = { als = [] }", "unknown key")]
    [InlineData("kernel_log = { also = [7] }", "message 1 of also")]
    [InlineData("kernel_log = { also = [{ contains = \"x\", order = 9 }] }", "4 to 200")]
    [InlineData("kernel_log = { also = [{ contains = \"aaaa\" }] }", "needs order")]
    [InlineData("kernel_log = { also = [{ contains = \"aaaa\", order = 99 }] }", "order that is 99")]
    [InlineData("kernel_log = { also = [{ contains = \"aaaa\", order = 9, level = 1 }] }", "unknown key \"level\"")]
    public void Read_Mistake_IsNamed(string text, string words)
    {
        var result = Sources.Read("[sampling]\n" + text + "\n");

        Assert.Null(result.Settings);
        Assert.Contains(words, string.Join('\n', result.Errors.Select(problem =>
            problem.Message)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SiteMessages_ReadBackEqual()
    {
        var settings = Sources.Read(
            "[sampling]\nkernel_log = { also = [{ contains = \"a \\\"b\\\" c\", order = 9 }] }\n").Settings!;

        Assert.Equal(settings, Sources.Read(ConfigWriter.Write(settings)).Settings);
    }
}
