using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class NodeListTests
{
    [Theory]
    [InlineData("0\n", "0")]
    [InlineData("0-1,8\n", "0,1,8")]
    [InlineData("0,2-4,1023", "0,2,3,4,1023")]
    [InlineData("8\n", "8")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    public void TryParse_ListOfTheKernel_GivesEachNode(string text, string expected)
    {
        Assert.True(Parse(text, out var list));
        Assert.Equal(expected, string.Join(',', list!.Nodes.ToArray()));
    }

    [Theory]
    [InlineData(",")]
    [InlineData("0,")]
    [InlineData(",0")]
    [InlineData("0,,1")]
    [InlineData("1-0")]
    [InlineData("1,0")]
    [InlineData("0,0")]
    [InlineData("0-2,2")]
    [InlineData("-1")]
    [InlineData("0-")]
    [InlineData("x")]
    [InlineData("0 1")]
    [InlineData("0-4096")]
    [InlineData("0-4294967295")]
    [InlineData("99999999999999999999")]
    public void TryParse_NotSuchAList_IsFalse(string text) => Assert.False(Parse(text, out _));

    [Fact]
    public void Contains_NodeInAGap_IsFalse()
    {
        Assert.True(Parse("0,8\n", out var list));

        Assert.True(list!.Contains(8));
        Assert.False(list.Contains(4));
    }

    private static bool Parse(string text, out NodeList? list) =>
        NodeList.TryParse(Encoding.ASCII.GetBytes(text), out list);
}
