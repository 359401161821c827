namespace FragGuard.Config.Tests;

/// <summary>TOML's rules on which table may be defined after what.</summary>
public sealed class TableBuilderTests
{
    [Theory]
    // Headers.
    [InlineData("[a]", "{ a = {} }")]
    [InlineData("[ a . b ]\nc = 1", "{ a = { b = { c = 1 } } }")]
    [InlineData("\t[\ta\t]\t# comment", "{ a = {} }")]
    [InlineData("[\"a.b\".'c d']", "{ \"a.b\" = { \"c d\" = {} } }")]
    [InlineData("['']\na = 1", "{ \"\" = { a = 1 } }")]
    [InlineData("[a]\nx = 1\n[b]\nx = 2", "{ a = { x = 1 }, b = { x = 2 } }")]
    [InlineData("x = 1\n[a]\nx = 2", "{ x = 1, a = { x = 2 } }")]
    // A table may be opened after tables inside it, and tables may be opened out of order.
    [InlineData("[a.b.c]\nx = 1\n[a]\nx = 2\n[a.b]\nx = 3", "{ a = { b = { c = { x = 1 }, x = 3 }, x = 2 } }")]
    [InlineData("[a.x]\n[b]\n[a.y]", "{ a = { x = {}, y = {} }, b = {} }")]
    // Dotted keys define tables below the current one, and share them within a section.
    [InlineData("[a]\nb.c = 1\nb.d = 2", "{ a = { b = { c = 1, d = 2 } } }")]
    [InlineData("[a]\nb.c = 1\n[a.b.d]\nx = 1", "{ a = { b = { c = 1, d = { x = 1 } } } }")]
    [InlineData("a.b = 1\n[a.c]\nx = 1", "{ a = { b = 1, c = { x = 1 } } }")]
    [InlineData("[a.b.c]\nx = 1\n[a]\nb.y = 2", "{ a = { b = { c = { x = 1 }, y = 2 } } }")]
    // Arrays of tables.
    [InlineData("[[a]]", "{ a = [{}] }")]
    [InlineData("[[ a ]]\nx = 1\n[[a]]\n[[a]]\nx = 3", "{ a = [{ x = 1 }, {}, { x = 3 }] }")]
    [InlineData("[[a.b]]\nx = 1\n[a]\ny = 2", "{ a = { b = [{ x = 1 }], y = 2 } }")]
    [InlineData("[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]\nx = 2", "{ a = [{ b = { x = 1 } }, { b = { x = 2 } }] }")]
    [InlineData("[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\n[[a]]\n[[a.b]]", "{ a = [{ b = [{ x = 1 }, {}] }, { b = [{}] }] }")]
    [InlineData("[[a]]\n[[a.b]]\n[a.b.c]\nx = 1\n[[a.b]]\n[a.b.c]\nx = 2",
        "{ a = [{ b = [{ c = { x = 1 } }, { c = { x = 2 } }] }] }")]
    [InlineData("[[a]]\nb.c = 1\n[[a]]\nb.c = 2", "{ a = [{ b = { c = 1 } }, { b = { c = 2 } }] }")]
    [InlineData("[a]\nb.c = 1\n[[a.b.d]]", "{ a = { b = { c = 1, d = [{}] } } }")]
    public void Add_AllowedDefinitions_GiveTheirTables(string toml, string expected)
    {
        Assert.Equal(expected, Document.Inline(toml));
    }

    [Theory]
    [InlineData("[a]\n[a]", "2:2: duplicate table [a]; it was first defined on line 1")]
    [InlineData("[a]\n[\"a\"]", "2:2: duplicate table [a]; it was first defined on line 1")]
    [InlineData("[a.b]\n[a]\n[a.b]", "3:4: duplicate table [a.b]; it was first defined on line 1")]
    [InlineData("[a.b]\n[a]\n[a]", "3:2: duplicate table [a]; it was first defined on line 2")]
    [InlineData("[[a]]\n[a.b]\n[a.b]", "3:4: duplicate table [a.b]; it was first defined on line 2")]
    [InlineData("a = 1\n[a]", "2:2: [a] cannot be opened: \"a\" is already an integer, on line 1")]
    [InlineData("a = 1\n[a.b.c]", "2:2: [a.b.c] cannot be opened: \"a\" is already an integer, on line 1")]
    [InlineData("[a]\nb = ''\n[a.b]", "3:4: [a.b] cannot be opened: \"a.b\" is already a string, on line 2")]
    [InlineData("a = {}\n[a]", "2:2: [a] cannot be opened: \"a\" is already an inline table, on line 1")]
    [InlineData("a = {}\n[a.b]", "2:2: [a.b] cannot be opened: \"a\" is already an inline table, on line 1")]
    [InlineData("a = { b = {} }\n[a.b.c]",
        "2:2: [a.b.c] cannot be opened: \"a\" is already an inline table, on line 1")]
    [InlineData("a = [{}]\n[a.b]", "2:2: [a.b] cannot be opened: \"a\" is already a plain array, on line 1")]
    [InlineData("a.b = 1\n[a]", "2:2: [a] cannot be opened: \"a\" is already a table made by dotted keys, on line 1")]
    [InlineData("[a]\nb.c = 1\n[a.b]",
        "3:4: [a.b] cannot be opened: \"a.b\" is already a table made by dotted keys, on line 2")]
    [InlineData("[a]\nb.c.d = 1\n[a.b.c]",
        "3:6: [a.b.c] cannot be opened: \"a.b.c\" is already a table made by dotted")]
    [InlineData("[a.b.c]\n[a]\nb.x = 1\n[a.b]",
        "4:4: [a.b] cannot be opened: \"a.b\" is already a table made by dotted keys")]
    [InlineData("[a.b]\n[a]\nb = 1", "3:1: duplicate key \"b\"; it is already a table, on line 1")]
    [InlineData("[a.b]\n[a]\nb.x = 1",
        "3:1: \"b.x\" cannot be set: \"b\" is already a table, on line 1; set the key there")]
    [InlineData("[a.b.c]\n[a]\nb.c.x = 1",
        "3:3: \"b.c.x\" cannot be set: \"b.c\" is already a table, on line 1; set the")]
    [InlineData("[a]\n[[a]]", "2:3: [[a]] cannot be opened: \"a\" is already a table, on line 1")]
    [InlineData("[a.b]\n[[a]]", "2:3: [[a]] cannot be opened: \"a\" is already a table, on line 1")]
    [InlineData("a = []\n[[a]]", "2:3: [[a]] cannot be opened: \"a\" is already a plain array, on line 1")]
    [InlineData("a = 1\n[[a]]", "2:3: [[a]] cannot be opened: \"a\" is already an integer, on line 1")]
    [InlineData("[a]\nb.c = 1\n[[a.b]]",
        "3:5: [[a.b]] cannot be opened: \"a.b\" is already a table made by dotted keys")]
    [InlineData("[[a]]\n[a]",
        "2:2: [a] cannot be opened: \"a\" is already an array of tables, on line 1; write [[a]] to add")]
    [InlineData("[[a]]\n[[a.b]]\n[a.b]",
        "3:4: [a.b] cannot be opened: \"a.b\" is already an array of tables, on line 2; write")]
    [InlineData("[[a.b]]\n[a]\nb = 1", "3:1: duplicate key \"b\"; it is already an array of tables, on line 1")]
    [InlineData("[[a.b]]\n[a]\nb.c = 1",
        "3:1: \"b.c\" cannot be set: \"b\" is already an array of tables, on line 1; set")]
    [InlineData("[a.b]\n[[a.b.c]]\n[[a.b]]", "3:5: [[a.b]] cannot be opened: \"a.b\" is already a table, on line 1")]
    public void Add_ForbiddenDefinition_SaysWhatIsInTheWay(string toml, string expected)
    {
        Assert.StartsWith(expected, Document.Error(toml), StringComparison.Ordinal);
    }
}
