namespace FragGuard.Toml.Tests;

public sealed class ArrayTests
{
    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("[ ]", "[]")]
    [InlineData("[\n\n]", "[]")]
    [InlineData("[ # nothing\n # here\n]", "[]")]
    [InlineData("[1, 2,3 , 4]", "[1, 2, 3, 4]")]
    [InlineData("[1,]", "[1]")]
    [InlineData("[\r\n\t1\r\n\t,\r\n\t2\r\n,\r\n]", "[1, 2]")]
    [InlineData("[1 # one\n, # comma\n2 # two\n]", "[1, 2]")]
    [InlineData("[1, 1.5, 'a', true, 07:32, [], {}]", "[1, 1.5, \"a\", true, 07:32:00, [], {}]")]
    [InlineData("[[1, 2], ['a']]", "[[1, 2], [\"a\"]]")]
    [InlineData("[\n  [1],\n  [2]\n]", "[[1], [2]]")]
    [InlineData("[{ a = 1 }, { a = 2 }]", "[{ a = 1 }, { a = 2 }]")]
    [InlineData("['a,b]', \"c#d\"]", "[\"a,b]\", \"c#d\"]")]
    [InlineData("[\"\"\"\na = 1\n[b]\n\"\"\"]", "[\"a = 1\\n[b]\\n\"]")]
    public void Parse_Array_GivesItsValues(string toml, string expected)
    {
        Assert.Equal($"{{ a = {expected} }}", Document.Inline($"a = {toml}"));
    }

    [Theory]
    [InlineData("[1 2]", "1:8: expected \",\" or \"]\" after this value of the array, found \"2\"")]
    [InlineData("[1\n2]", "1:7: expected \",\" or \"]\" after this value of the array, found the end of the line")]
    [InlineData("[1}", "1:7: expected \",\" or \"]\" after this value of the array, found \"}\"")]
    [InlineData("[1;2]", "1:6: \"1;2\" is not a number")]
    [InlineData("[,]", "1:6: expected a value, found \",\"")]
    [InlineData("[1,,2]", "1:8: expected a value, found \",\"")]
    [InlineData("[1,2,,]", "1:10: expected a value, found \",\"")]
    [InlineData("[}", "1:6: expected a value, found \"}\"")]
    [InlineData("[a = 1]", "1:6: expected a value, found \"a\"; a string must be in quotes")]
    [InlineData("[1, 2", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1, 2,", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1 # ]", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[", "1:5: unterminated array: expected a closing \"]\" before the end of the file")]
    [InlineData("[1, 2]]", "1:11: expected the end of the line after the value, found \"]\"")]
    [InlineData("[1] [2]", "1:9: expected the end of the line after the value, found \"[\"")]
    [InlineData("[1]\nb = 1\nb = 2", "3:1: duplicate key \"b\"; it was first set on line 2")]
    public void Parse_BadArray_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error($"a = {toml}"), StringComparison.Ordinal);
    }
}
