using System.Text;
using System.Text.RegularExpressions;
using FragGuard.Systemd.Journal;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Systemd.Tests.Journal;

public sealed partial class JournalFieldNameTests
{
    [Theory]
    [InlineData("FRAGGUARD_NODE", "FRAGGUARD_NODE")]
    [InlineData("MESSAGE_ID", "MESSAGE_ID")]
    [InlineData("Node", "NODE")]
    [InlineData("UnusablePermille", "UNUSABLEPERMILLE")]
    [InlineData("http.code", "HTTP_CODE")]
    [InlineData("a b-c=d", "A_B_C_D")]
    [InlineData("line\nBREAK", "LINE_BREAK")]
    [InlineData("_PID", "PID")]
    [InlineData("__REALTIME", "REALTIME")]
    [InlineData("@timestamp", "TIMESTAMP")]
    [InlineData("0", "FIELD_0")]
    [InlineData("_9lives", "FIELD_9LIVES")]
    [InlineData("größe", "GR__E")]
    [InlineData("\u017Fecret", "ECRET")]
    [InlineData("\u0131d", "D")]
    [InlineData("x\U0001F600y", "X__Y")]
    [InlineData("Message", "FIELD_MESSAGE")]
    [InlineData("_PRIORITY", "FIELD_PRIORITY")]
    [InlineData("Syslog.Identifier", "FIELD_SYSLOG_IDENTIFIER")]
    [InlineData("___", "FIELD")]
    [InlineData("é", "FIELD")]
    [InlineData("", "FIELD")]
    public void Write_PropertyName_IsAFieldName(string property, string expected) =>
        Assert.Equal(expected, Map(property));

    [Fact]
    public void Write_TooLong_KeepsTheFirst64Bytes()
    {
        Assert.Equal(new string('A', 64), Map(new string('a', 65)));
        Assert.Equal("FIELD_1" + new string('A', 57), Map("1" + new string('a', 65)));
    }

    [Fact]
    public void Write_AnyName_IsValidAndStaysWhenMappedAgain() => Prop.ForAll<string>(static property =>
    {
        var field = Map(property ?? "");
        return ValidName().IsMatch(field) && Map(field) == field;
    }).QuickCheckThrowOnFailure();

    private static string Map(string property)
    {
        Span<byte> field = stackalloc byte[JournalFieldName.MaxBytes];
        return Encoding.ASCII.GetString(field[..JournalFieldName.Write(property, field)]);
    }

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{0,63}\z")]
    private static partial Regex ValidName();
}
