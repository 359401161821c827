using System.Text;

namespace FragGuard.Kernel.Tests;

public sealed class BracketedChoiceTests
{
    [Theory]
    [InlineData("always [madvise] never\n", "madvise", "always,madvise,never")]
    [InlineData("always defer defer+madvise [madvise] never\n", "madvise", "always,defer,defer+madvise,madvise,never")]
    [InlineData("[always] never", "always", "always,never")]
    [InlineData(
        "always within_size advise [never] deny force\n",
        "never", "always,within_size,advise,never,deny,force")]
    [InlineData("[x]", "x", "x")]
    public void TryParse_FileOfTheKernel_GivesCurrentAndAll(string text, string current, string choices)
    {
        Assert.True(Parse(text, out var choice));

        Assert.Equal(current, choice!.Current);
        Assert.Equal(choices, string.Join(',', choice.Choices));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("always madvise never\n")]
    [InlineData("[always] [madvise] never\n")]
    [InlineData("[] never\n")]
    [InlineData("[always never\n")]
    [InlineData("always] never\n")]
    [InlineData("[[always]] never\n")]
    [InlineData("[always]\n[never]\n")]
    [InlineData("1\n")]
    public void TryParse_NotExactlyOneInBrackets_IsFalse(string text)
    {
        Assert.False(Parse(text, out var choice));
        Assert.Null(choice);
    }

    private static bool Parse(string text, out BracketedChoice? choice) =>
        BracketedChoice.TryParse(Encoding.ASCII.GetBytes(text), out choice);
}
