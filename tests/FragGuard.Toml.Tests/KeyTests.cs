namespace FragGuard.Toml.Tests;

public sealed class KeyTests
{
    [Theory]
    [InlineData("key = 1", "{ key = 1 }")]
    [InlineData("key=1", "{ key = 1 }")]
    [InlineData("\tkey\t=\t1\t", "{ key = 1 }")]
    [InlineData("bare_key-1 = 1", "{ bare_key-1 = 1 }")]
    [InlineData("1234 = 1", "{ 1234 = 1 }")]
    [InlineData("-1 = 1", "{ -1 = 1 }")]
    [InlineData("007 = 1", "{ 007 = 1 }")]
    [InlineData("true = 1", "{ true = 1 }")]
    [InlineData("inf = 1", "{ inf = 1 }")]
    [InlineData("2001-02-03 = 1", "{ 2001-02-03 = 1 }")]
    [InlineData("\"127.0.0.1\" = 1", "{ \"127.0.0.1\" = 1 }")]
    [InlineData("'quoted \"value\"' = 1", "{ \"quoted \\\"value\\\"\" = 1 }")]
    [InlineData("\"\" = 1", "{ \"\" = 1 }")]
    [InlineData("'' = 1", "{ \"\" = 1 }")]
    [InlineData("\"\\u0061\\x62\\e\" = 1", "{ \"ab\\u001B\" = 1 }")]
    [InlineData("'\\u0061' = 1", "{ \"\\\\u0061\" = 1 }")]
    [InlineData("\"\u00E9\" = 1", "{ \"\u00E9\" = 1 }")]
    [InlineData("\"bare\" = 1", "{ bare = 1 }")]
    [InlineData("a = 1\nA = 2", "{ a = 1, A = 2 }")]
    [InlineData("a.b.c = 1", "{ a = { b = { c = 1 } } }")]
    [InlineData("a . b\t.\tc = 1", "{ a = { b = { c = 1 } } }")]
    [InlineData("a.\"b.c\".'d' = 1", "{ a = { \"b.c\" = { d = 1 } } }")]
    [InlineData("\"\".'' = 1", "{ \"\" = { \"\" = 1 } }")]
    [InlineData("3.14159 = 'pi'", "{ 3 = { 14159 = \"pi\" } }")]
    [InlineData("a.b = 1\nc = 2\na.d = 3", "{ a = { b = 1, d = 3 }, c = 2 }")]
    public void Parse_Key_GivesItsName(string toml, string expected)
    {
        Assert.Equal(expected, Document.Inline(toml));
    }

    [Theory]
    [InlineData("= 1", "1:1: expected a key, found \"=\"")]
    [InlineData("key", "1:4: expected \"=\" after the key \"key\", found the end of the file")]
    [InlineData("key\n", "1:4: expected \"=\" after the key \"key\", found the end of the line")]
    [InlineData("key # = 1", "1:5: expected \"=\" after the key \"key\", found a comment")]
    [InlineData("key: 1", "1:4: expected \"=\" after the key \"key\", found \":\"")]
    [InlineData("order 4", "1:7: expected \"=\" after the key \"order\", found \"4\"")]
    [InlineData("a b = 1", "1:3: expected \"=\" after the key \"a\", found \"b\"; a key with other characters")]
    [InlineData("a\"b\" = 1", "1:2: expected \"=\" after the key \"a\", found a quotation mark; a key with other")]
    [InlineData("a.b c = 1", "1:5: expected \"=\" after the key \"a.b\", found \"c\"")]
    [InlineData("'a b' c = 1", "1:7: expected \"=\" after the key \"a b\", found \"c\"")]
    [InlineData("bare!key = 1", "1:5: expected \"=\" after the key \"bare\", found \"!key\"; a key with other")]
    [InlineData("\u03BC = 1",
        "1:1: expected a key, found \"\u03BC\"; a key with other characters than letters, digits, _")]
    [InlineData("! = 1", "1:1: expected a key, found \"!\"")]
    [InlineData("\\u00c0 = 1", "1:1: expected a key, found \"\\\\u00c0\"")]
    [InlineData("; comment", "1:1: expected a key, found \";\"; a comment starts with #")]
    [InlineData("// comment", "1:1: expected a key, found \"//\"; a comment starts with #")]
    [InlineData(".a = 1", "1:1: expected a key, found \".a\"")]
    [InlineData("a. = 1", "1:4: expected the next part of the key after \".\", found \"=\"")]
    [InlineData("a..b = 1", "1:3: expected the next part of the key after \".\", found \".b\"")]
    [InlineData("a.\nb = 1", "1:3: expected the next part of the key after \".\", found the end of the line")]
    [InlineData("\"key = 1", "1:1: unterminated string: expected a closing \" before the end of the line")]
    [InlineData("a.'key = 1", "1:3: unterminated string: expected a closing ' before the end of the line")]
    [InlineData("\"a\\qb\" = 1", "1:3: \\ starts an escape sequence such as \\n or \\\\, found \"q\" after it")]
    [InlineData("\"\"\"key\"\"\" = 1",
        "1:1: a key cannot be a multi-line string: write it with one quote on each side")]
    [InlineData("'''key''' = 1", "1:1: a key cannot be a multi-line string: write it with one quote on each side")]
    [InlineData("key = ", "1:7: expected a value, found the end of the file")]
    [InlineData("key = \n", "1:7: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("key = # none\n",
        "1:7: expected a value, found a comment; a value must start on the same line as its key")]
    [InlineData("key =\n1", "1:6: expected a value, found the end of the line; a value must start on the same line")]
    [InlineData("key == 1", "1:6: expected a value, found \"=\"")]
    [InlineData("a = b = 1", "1:5: expected a value, found \"b\"; a string must be in quotes")]
    [InlineData("a = 1 b = 2", "1:7: expected the end of the line after the value, found \"b\"")]
    [InlineData("a = 1, b = 2", "1:6: expected the end of the line after the value, found \",\"")]
    [InlineData("a = ]", "1:5: expected a value, found \"]\"")]
    [InlineData("a = @", "1:5: expected a value, found \"@\"; a string must be in quotes")]
    [InlineData("a = (1)", "1:5: expected a value, found \"(1)\"; a string must be in quotes")]
    [InlineData("a = 1\na = 2", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a = 1\n\"\\u0061\" = 2", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("'' = 1\n\"\" = 2", "2:1: duplicate key \"\"; it was first set on line 1")]
    [InlineData("a.b = 1\na.b = 2", "2:3: duplicate key \"a.b\"; it was first set on line 1")]
    [InlineData("'x y'.b = 1\n'x y'.b = 2", "2:7: duplicate key \"x y\".b; it was first set on line 1")]
    [InlineData("a = [1]\na = [2]", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a = {}\na = {}", "2:1: duplicate key \"a\"; it was first set on line 1")]
    [InlineData("a.b = 1\na = 2", "2:1: duplicate key \"a\"; it is already a table made by dotted keys, on line 1")]
    [InlineData("a = 1\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already an integer, on line 1")]
    [InlineData("a.b = 'x'\na.b.c = 2", "2:3: \"a.b.c\" cannot be set: \"a.b\" is already a string, on line 1")]
    [InlineData("a = {}\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already an inline table, on line 1")]
    [InlineData("a = [{}]\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a plain array, on line 1")]
    [InlineData("a = 1.5\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a float, on line 1")]
    [InlineData("a = true\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a boolean, on line 1")]
    [InlineData("a = 07:32\na.b = 2", "2:1: \"a.b\" cannot be set: \"a\" is already a date or time, on line 1")]
    public void Parse_BadKeyLine_SaysWhereAndWhy(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error(toml), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongKeyInMessage_IsCut()
    {
        var error = Document.Error(new string('k', 100_000));

        Assert.Equal(
            $"1:100001: expected \"=\" after the key \"{new string('k', 40)}...\", found the end of the file", error);
    }
}
