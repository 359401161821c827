namespace FragGuard.Toml.Tests;

public sealed class InlineTableTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{ }", "{}")]
    [InlineData("{\n}", "{}")]
    [InlineData("{ # nothing\r\n }", "{}")]
    [InlineData("{a=1}", "{ a = 1 }")]
    [InlineData("{ a = 1, b = 2 }", "{ a = 1, b = 2 }")]
    [InlineData("{ a = 1, }", "{ a = 1 }")]
    [InlineData("{\n  a = 1, # one\n  # two\n  b = 2\n}", "{ a = 1, b = 2 }")]
    [InlineData("{\r\n\ta = 1\r\n\t,\r\n\tb = 2,\r\n}", "{ a = 1, b = 2 }")]
    [InlineData("{ a.b = 1, a.c = 2 }", "{ a = { b = 1, c = 2 } }")]
    [InlineData("{ 'a b'.\"c\" = 1 }", "{ \"a b\" = { c = 1 } }")]
    [InlineData("{ a = { b = { c = [ { d = 1 } ] } } }", "{ a = { b = { c = [{ d = 1 }] } } }")]
    [InlineData("{ a = \"\"\"\nx\n\"\"\", b = [\n1\n] }", "{ a = \"x\\n\", b = [1] }")]
    [InlineData("{ a = 1979-05-27 07:32, b = -1 }", "{ a = 1979-05-27T07:32:00, b = -1 }")]
    public void Parse_InlineTable_GivesItsValues(string toml, string expected)
    {
        Assert.Equal($"{{ t = {expected} }}", Document.Inline($"t = {toml}"));
    }

    [Theory]
    [InlineData("{,}", "1:6: expected a key, found \",\"")]
    [InlineData("{\n,\n}", "2:1: expected a key, found \",\"")]
    [InlineData("{ a = 1,, b = 2 }", "1:13: expected a key, found \",\"")]
    [InlineData("{ a = 1 b = 2 }", "1:13: expected \",\" or \"}\" after this value of the inline table, found \"b\"")]
    [InlineData("{ a = 1\nb = 2 }",
        "1:12: expected \",\" or \"}\" after this value of the inline table, found the end of")]
    [InlineData("{ a = 1 ]", "1:13: expected \",\" or \"}\" after this value of the inline table, found \"]\"")]
    [InlineData("{ a = 1; b = 2 }", "1:11: \"1;\" is not a number")]
    [InlineData("{ a = }", "1:11: expected a value, found \"}\"")]
    [InlineData("{ a = , b = 1 }", "1:11: expected a value, found \",\"")]
    [InlineData("{ a =\n1 }", "1:10: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("{ a\n= 1 }", "1:8: expected \"=\" after the key \"a\", found the end of the line")]
    [InlineData("{ a }", "1:9: expected \"=\" after the key \"a\", found \"}\"")]
    [InlineData("{ a: 1 }", "1:8: expected \"=\" after the key \"a\", found \":\"")]
    [InlineData("{ [b] }", "1:7: expected a key, found \"[\"")]
    [InlineData("{ = 1 }", "1:7: expected a key, found \"=\"")]
    [InlineData("{ a = 1", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{ a = 1 # }", "1:5: unterminated inline table: expected a closing \"}\" before the end of the file")]
    [InlineData("{}}", "1:7: expected the end of the line after the value, found \"}\"")]
    [InlineData("{ a = 1, a = 2 }", "1:14: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("{ a.b = 1, a.b = 2 }", "1:18: duplicate key \"a.b\"; it was first set on line 1")]
    [InlineData("{ a = 1, a.b = 2 }", "1:14: \"a.b\" cannot be set: \"a\" is already an integer, on line 1")]
    [InlineData("{ a.b = 1, a = 2 }",
        "1:16: duplicate key \"a\"; it is already a table made by dotted keys, on line 1")]
    [InlineData("{ a = { b = 1 }, a.c = 2 }",
        "1:22: \"a.c\" cannot be set: \"a\" is already an inline table, on line 1")]
    [InlineData("{ a.b = { c = 1 }, a.b.d = 2 }", "1:26: \"a.b.d\" cannot be set: \"a.b\" is already an inline table")]
    [InlineData("{ a = [{}], a.b = 2 }", "1:17: \"a.b\" cannot be set: \"a\" is already a plain array, on line 1")]
    public void Parse_BadInlineTable_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error($"t = {toml}"), StringComparison.Ordinal);
    }
}
