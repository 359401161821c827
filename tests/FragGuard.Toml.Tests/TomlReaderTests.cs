namespace FragGuard.Toml.Tests;

public sealed class TomlReaderTests
{
    [Fact]
    public void Parse_BadDocument_ThrowsWithAllErrors()
    {
        var exception = Assert.Throws<TomlException>(() => TomlReader.Parse("a = 01\nb = 'x"u8, "/etc/fragguard.toml"));

        Assert.Equal("/etc/fragguard.toml", exception.SourceName);
        Assert.Equal((1, 5), (exception.Line, exception.Column));
        Assert.Equal([new(1, 5), new(2, 5)], exception.Errors.Select(error => error.Position));
        Assert.Equal(
            "/etc/fragguard.toml:1:5: leading zeros are not allowed in numbers: write 1 instead of 01 "
            + "(and 1 more error)",
            exception.Message);
        Assert.Equal(
            "/etc/fragguard.toml:2:5: unterminated string: expected a closing ' before the end of the line",
            exception.Errors[1].ToString());
    }

    [Theory]
    [InlineData("a = 01", "t:1:5: leading zeros are not allowed in numbers: write 1 instead of 01")]
    [InlineData("a=01\na=02\n",
        "t:1:3: leading zeros are not allowed in numbers: write 1 instead of 01 (and 2 more errors)")]
    public void Message_CountsTheOtherErrors(string toml, string expected)
    {
        var exception = Assert.Throws<TomlException>(
            () => TomlReader.Parse(System.Text.Encoding.UTF8.GetBytes(toml), "t"));

        Assert.Equal(expected, exception.Message);
    }

    [Fact]
    public void ToString_ErrorWithoutSourceName_StartsWithTheLine()
    {
        Assert.Equal("3:7: reason", new TomlError("", new(3, 7), "reason").ToString());
        Assert.Equal("x.toml:3:7: reason", new TomlError("x.toml", new(3, 7), "reason").ToString());
    }

    [Fact]
    public void TomlException_WithoutErrors_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => new TomlException([]));
    }

    [Fact]
    public void Parse_WithoutSourceName_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => TomlReader.Parse("a = 1"u8, null!));
    }

    [Fact]
    public void Parse_GoodDocument_KeepsTheOrderOfTheKeys()
    {
        var table = Document.Read("z = 1\na = 2\nm.x = 3\nb = 4\n[y]\n[c]\n");

        Assert.Equal(["z", "a", "m", "b", "y", "c"], table.Keys);
    }

    [Fact]
    public void Parse_ArrayOfTables_HasItsOwnType()
    {
        var table = Document.Read("a = [{}]\n[[b]]\n");

        Assert.IsType<TomlArray>(table["a"]);
        Assert.IsType<TomlTableArray>(table["b"]);
    }
}
