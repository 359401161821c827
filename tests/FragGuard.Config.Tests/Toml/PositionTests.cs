using FragGuard.Config.Toml;

namespace FragGuard.Config.Tests;

public sealed class PositionTests
{
    [Fact]
    public void KeyPosition_BareQuotedAndDottedKeys_IsThePartItself()
    {
        var table = Document.Read("a = 1\n  'b c' = 2\n\td . e.\"f\" = 3\n");
        var d = (TomlTable)table["d"];
        var e = (TomlTable)d["e"];

        Assert.Equal(new(1, 1), table.KeyPosition("a"));
        Assert.Equal(new(2, 3), table.KeyPosition("b c"));
        Assert.Equal(new(3, 2), table.KeyPosition("d"));
        Assert.Equal(new(3, 6), d.KeyPosition("e"));
        Assert.Equal(new(3, 8), e.KeyPosition("f"));
    }

    [Fact]
    public void ValuePosition_Scalars_IsTheirFirstCharacter()
    {
        var table = Document.Read("a = 1\nb =\t'x'\nc.d = true\n");

        Assert.Equal(new(1, 5), table.ValuePosition("a"));
        Assert.Equal(new(2, 5), table.ValuePosition("b"));
        Assert.Equal(new(3, 7), ((TomlTable)table["c"]).ValuePosition("d"));
    }

    [Fact]
    public void Position_TableWithHeader_IsTheHeader()
    {
        var root = Document.Read("\n [a.b]\nx = 1\n");
        var a = (TomlTable)root["a"];
        var b = (TomlTable)a["b"];

        Assert.Equal(new(1, 1), root.Position);
        Assert.Equal(new(2, 3), root.KeyPosition("a"));
        Assert.Equal(new(2, 3), a.Position);
        Assert.Equal(new(2, 5), a.KeyPosition("b"));
        Assert.Equal(new(2, 2), a.ValuePosition("b"));
        Assert.Equal(new(2, 2), b.Position);
    }

    [Fact]
    public void Position_TableOpenedAfterTablesInsideIt_IsItsOwnHeader()
    {
        var root = Document.Read("[a.b]\n[c]\n[a]\n");

        Assert.Equal(new(3, 2), root.KeyPosition("a"));
        Assert.Equal(new(3, 1), root.ValuePosition("a"));
        Assert.Equal(new(3, 1), ((TomlTable)root["a"]).Position);
    }

    [Fact]
    public void Position_ArrayOfTables_IsTheFirstHeaderAndEachOwn()
    {
        var root = Document.Read("[[w]]\na = 1\n  [[w]]\na = 2\n");
        var array = (TomlArray)root["w"];

        Assert.Equal(new(1, 3), root.KeyPosition("w"));
        Assert.Equal(new(1, 1), root.ValuePosition("w"));
        Assert.Equal(new(1, 1), array.ValuePosition(0));
        Assert.Equal(new(3, 3), array.ValuePosition(1));
        Assert.Equal(new(4, 1), ((TomlTable)array[1]).KeyPosition("a"));
    }

    [Fact]
    public void Position_InlineTableAndArray_IsTheOpeningBracket()
    {
        var root = Document.Read("t = { a = [ 10,\n  { b.c = 2 } ] }\n");
        var t = (TomlTable)root["t"];
        var a = (TomlArray)t["a"];
        var inner = (TomlTable)a[1];

        Assert.Equal(new(1, 5), t.Position);
        Assert.Equal(new(1, 7), t.KeyPosition("a"));
        Assert.Equal(new(1, 11), t.ValuePosition("a"));
        Assert.Equal(new(1, 13), a.ValuePosition(0));
        Assert.Equal(new(2, 3), a.ValuePosition(1));
        Assert.Equal(new(2, 3), inner.Position);
        Assert.Equal(new(2, 5), inner.KeyPosition("b"));
        Assert.Equal(new(2, 7), ((TomlTable)inner["b"]).KeyPosition("c"));
    }

    [Theory]
    [InlineData("'\u00E9\u20AC' = 1", 8)]           // Characters of two and three bytes.
    [InlineData("'\U0001F600' = 1", 7)]             // Four bytes, two UTF-16 units, one code point.
    [InlineData("'e\u0301' = 1", 8)]                // A letter and its accent are two code points.
    [InlineData("\t'a'\t=\t1", 8)]
    [InlineData("\uFEFFa = 1", 5)]                  // A byte order mark stands before the text.
    public void Columns_CountCodePoints(string toml, int expected)
    {
        var table = Document.Read(toml);

        Assert.Equal(new(1, expected), table.ValuePosition(Assert.Single(table.Keys)));
    }

    [Fact]
    public void Lines_CountLineFeedsInsideValuesAndComments()
    {
        var table = Document.Read("a = \"\"\"\n\r\n\"\"\" # c\r\nb = [\n# c\n1]\nc = '''\n''' \nd = 1");

        Assert.Equal(new(4, 1), table.KeyPosition("b"));
        Assert.Equal(new(6, 1), ((TomlArray)table["b"]).ValuePosition(0));
        Assert.Equal(new(9, 5), table.ValuePosition("d"));
    }
}
