using FragGuard.Config.Toml;

namespace FragGuard.Config.Tests;

public sealed class PositionTests
{
    [Fact]
    public void KeyAt_BareQuotedAndDottedKeys_IsThePartItself()
    {
        var table = Document.Read("a = 1\n  'b c' = 2\n\td . e.\"f\" = 3\n");
        var d = (TomlTable)table["d"].Value;
        var e = (TomlTable)d["e"].Value;

        Assert.Equal(new(1, 1), table["a"].KeyAt);
        Assert.Equal(new(2, 3), table["b c"].KeyAt);
        Assert.Equal(new(3, 2), table["d"].KeyAt);
        Assert.Equal(new(3, 6), d["e"].KeyAt);
        Assert.Equal(new(3, 8), e["f"].KeyAt);
    }

    [Fact]
    public void At_Scalars_IsTheirFirstCharacter()
    {
        var table = Document.Read("a = 1\nb =\t'x'\nc.d = true\n");

        Assert.Equal(new(1, 5), table["a"].At);
        Assert.Equal(new(2, 5), table["b"].At);
        Assert.Equal(new(3, 7), ((TomlTable)table["c"].Value)["d"].At);
    }

    [Fact]
    public void Position_TableWithHeader_IsTheHeader()
    {
        var root = Document.Read("\n [a.b]\nx = 1\n");
        var a = (TomlTable)root["a"].Value;
        var b = (TomlTable)a["b"].Value;

        Assert.Equal(new(1, 1), root.Position);
        Assert.Equal(new(2, 3), root["a"].KeyAt);
        Assert.Equal(new(2, 3), a.Position);
        Assert.Equal(new(2, 5), a["b"].KeyAt);
        Assert.Equal(new(2, 2), a["b"].At);
        Assert.Equal(new(2, 2), b.Position);
    }

    [Fact]
    public void Position_TableOpenedAfterTablesInsideIt_IsItsOwnHeader()
    {
        var root = Document.Read("[a.b]\n[c]\n[a]\n");

        Assert.Equal(new(3, 2), root["a"].KeyAt);
        Assert.Equal(new(3, 1), root["a"].At);
        Assert.Equal(new(3, 1), ((TomlTable)root["a"].Value).Position);
    }

    [Fact]
    public void Position_ArrayOfTables_IsTheFirstHeaderAndEachOwn()
    {
        var root = Document.Read("[[w]]\na = 1\n  [[w]]\na = 2\n");
        var array = (TomlArray)root["w"].Value;

        Assert.Equal(new(1, 3), root["w"].KeyAt);
        Assert.Equal(new(1, 1), root["w"].At);
        Assert.Equal(new(1, 1), array[0].At);
        Assert.Equal(new(3, 3), array[1].At);
        Assert.Equal(new(4, 1), ((TomlTable)array[1].Value)["a"].KeyAt);
    }

    [Fact]
    public void Position_InlineTableAndArray_IsTheOpeningBracket()
    {
        var root = Document.Read("t = { a = [ 10,\n  { b.c = 2 } ] }\n");
        var t = (TomlTable)root["t"].Value;
        var a = (TomlArray)t["a"].Value;
        var inner = (TomlTable)a[1].Value;

        Assert.Equal(new(1, 5), t.Position);
        Assert.Equal(new(1, 7), t["a"].KeyAt);
        Assert.Equal(new(1, 11), t["a"].At);
        Assert.Equal(new(1, 13), a[0].At);
        Assert.Equal(new(2, 3), a[1].At);
        Assert.Equal(new(2, 3), inner.Position);
        Assert.Equal(new(2, 5), inner["b"].KeyAt);
        Assert.Equal(new(2, 7), ((TomlTable)inner["b"].Value)["c"].KeyAt);
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

        Assert.Equal(new(1, expected), table[Assert.Single(table.Keys)].At);
    }

    [Fact]
    public void Lines_CountLineFeedsInsideValuesAndComments()
    {
        var table = Document.Read("a = \"\"\"\n\r\n\"\"\" # c\r\nb = [\n# c\n1]\nc = '''\n''' \nd = 1");

        Assert.Equal(new(4, 1), table["b"].KeyAt);
        Assert.Equal(new(6, 1), ((TomlArray)table["b"].Value)[0].At);
        Assert.Equal(new(9, 5), table["d"].At);
    }
}
