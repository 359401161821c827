namespace FragGuard.Toml.Tests;

public sealed class TomlTableTests
{
    [Fact]
    public void Positions_OfWhatWasNotRead_AreDefault()
    {
        var table = new TomlTable { { "a", 1L } };
        var array = new TomlArray { "x" };

        Assert.Equal(default, table.Position);
        Assert.Equal(default, table.KeyPosition("a"));
        Assert.Equal(default, table.ValuePosition("a"));
        Assert.Equal(default, array.ValuePosition(0));
    }

    [Fact]
    public void Positions_OfUnknownKeys_Throw()
    {
        var table = Document.Read("a = 1");

        Assert.Throws<KeyNotFoundException>(() => table.KeyPosition("b"));
        Assert.Throws<KeyNotFoundException>(() => table.ValuePosition("b"));
        Assert.Throws<KeyNotFoundException>(() => table["b"]);
    }

    [Fact]
    public void Indexer_ReplacedValue_KeepsItsPlaceAndForgetsItsPosition()
    {
        var table = Document.Read("a = 1\nb = 2\n");

        table["a"] = "new";

        Assert.Equal(["a", "b"], table.Keys);
        Assert.Equal(default, table.ValuePosition("a"));
        Assert.Equal(new(2, 5), table.ValuePosition("b"));
    }

    [Fact]
    public void Remove_Key_KeepsTheOthersInOrderWithTheirPositions()
    {
        var table = Document.Read("a = 1\nb = 2\nc = 3\n");

        Assert.True(table.Remove("a"));
        Assert.False(table.Remove("a"));

        Assert.Equal(["b", "c"], table.Keys);
        Assert.Equal([2L, 3L], table.Values);
        Assert.Equal(new(3, 1), table.KeyPosition("c"));
    }

    [Fact]
    public void Add_KeyTwice_Throws()
    {
        var table = new TomlTable { { "a", 1L } };

        Assert.Throws<ArgumentException>(() => table.Add("a", 2L));
        Assert.Equal(1L, table["a"]);
    }

    [Fact]
    public void Add_ValueThatTomlLacks_Throws()
    {
        Assert.Throws<ArgumentException>(() => new TomlTable { { "a", 42 } });
        Assert.Throws<ArgumentNullException>(() => new TomlTable { { "a", null! } });
        Assert.Throws<ArgumentException>(() => new TomlArray { 'c' });
        Assert.Throws<ArgumentNullException>(() => new TomlTableArray { null! });
    }

    [Fact]
    public void Collection_AsPairs_WorksOnKeyAndValue()
    {
        ICollection<KeyValuePair<string, object>> pairs = Document.Read("a = 1\nb = 2\n");
        var copy = new KeyValuePair<string, object>[3];

        pairs.CopyTo(copy, 1);

        Assert.Equal(new("b", 2L), copy[2]);
        Assert.Contains(new("a", 1L), pairs);
        Assert.DoesNotContain(new("a", 2L), pairs);
        Assert.False(pairs.Remove(new("a", 2L)));
        Assert.True(pairs.Remove(new("a", 1L)));
        Assert.False(pairs.IsReadOnly);
    }

    [Fact]
    public void Clear_LeavesNothing()
    {
        var table = Document.Read("a = 1");

        table.Clear();
        table.Add("a", 2L);

        Assert.Equal(default, table.KeyPosition("a"));
        Assert.Single(table);
    }

    [Fact]
    public void Array_Changed_KeepsPositionsWithTheirValues()
    {
        var array = (TomlArray)Document.Read("a = [1, 2, 3]")["a"];

        array.RemoveAt(0);
        array.Insert(0, "new");
        array[2] = "other";

        Assert.Equal(["new", 2L, "other"], array);
        Assert.Equal(default, array.ValuePosition(0));
        Assert.Equal(new(1, 9), array.ValuePosition(1));
        Assert.Equal(default, array.ValuePosition(2));
        array.Clear();
        Assert.Throws<ArgumentOutOfRangeException>(() => array.ValuePosition(0));
    }
}
