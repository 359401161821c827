using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class KnobReadingTests
{
    [Theory]
    [InlineData("60\n", "60")]
    [InlineData("always defer [defer+madvise] madvise never\n", "defer+madvise")]
    public void Of_Value_IsAsItIsWritten(string content, string value) =>
        Assert.Equal(new KnobReading(value, null), KnobReading.Of(Encoding.UTF8.GetBytes(content), "/k"));

    [Theory]
    [InlineData(0, "/k: empty")]
    [InlineData(257, "/k: longer than the value of any setting")]
    [InlineData(4000, "/k: longer than the value of any setting")]
    public void Of_NoValueThatAKnobCanHave_IsUnknownInAShortSentence(int bytes, string error) =>
        Assert.Equal(new KnobReading(null, error), KnobReading.Of(new byte[bytes], "/k"));
}
