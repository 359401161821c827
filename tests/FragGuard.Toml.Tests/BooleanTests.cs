namespace FragGuard.Toml.Tests;

public sealed class BooleanTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Parse_Boolean_GivesItsValue(string toml, bool expected)
    {
        var table = Document.Read($"b = {toml}");

        Assert.Equal(expected, table["b"]);
    }

    [Theory]
    [InlineData("True", "write true in lower case")]
    [InlineData("FALSE", "write false in lower case")]
    [InlineData("yes", "a boolean is true or false")]
    [InlineData("no", "a boolean is true or false")]
    [InlineData("On", "a boolean is true or false")]
    [InlineData("off", "a boolean is true or false")]
    [InlineData("null", "TOML has no null: leave the key out")]
    [InlineData("None", "TOML has no null: leave the key out")]
    [InlineData("tru", "a string must be in quotes")]
    [InlineData("truer", "a string must be in quotes")]
    [InlineData("/etc/fragguard.toml", "a string must be in quotes")]
    public void Parse_Word_SaysWhatToWrite(string toml, string hint)
    {
        Assert.Equal($"1:5: expected a value, found \"{toml}\"; {hint}", Document.Error($"b = {toml}"));
    }
}
