namespace FragGuard.Config.Tests;

/// <summary>One mistake is one error, and the mistakes after it are found, too.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public void Read_ManyIndependentMistakes_ReportsEachInOrder()
    {
        const string Text = """
            dry_run = False
            [sampling]
            interval = 15s
            alert_interval "1s"
            [[watch]]
            name = "contiguous
            order = 04
            floor = 64
            floor = 65
            nodes = [0, 1
            for = "30s"
            [gates
            min_uptime = "10m"
            [gates]
            x = 1
            [[ladder]] # fine
            set = { "vm.swappiness" = 10
            restore = "on_clear"
            [[ladder]]
            remedy = "tune" "x"
            """;

        var errors = Document.Errors(Text);

        string[] expected =
        [
            "1:11: expected a value, found \"False\"; write false in lower case",
            "3:12: \"15s\" is not a number; if text is meant, put it in quotes",
            "4:16: expected \"=\" after the key \"alert_interval\", found a quotation mark",
            "6:8: unterminated string: expected a closing \" before the end of the line",
            "7:9: leading zeros are not allowed in numbers: write 4 instead of 04",
            "9:1: duplicate key \"floor\"; it was first set on line 8",
            "10:9: unterminated array: expected a closing \"]\" before the statement on line 11",
            "12:7: expected \"]\" after the table name \"gates\", found the end of the line",
            "14:2: duplicate table [gates]; it was first defined on line 12",
            "17:7: unterminated inline table: expected a closing \"}\" before the statement on line 18",
            "20:17: expected the end of the line after the value, found a quotation mark",
        ];
        Assert.Equal(expected.Length, errors.Length);
        Assert.All(expected.Zip(errors), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Mistakes_LeaveTheRestReadable()
    {
        const string Text = """
            a = 1
            b = 02
            c = [1, 2, x]
            d = { e = 1, f = 02 }
            g.h = 3
            [i]
            j = "x
            k = 4
            [i]
            l = 5
            [m
            n = 6
            """;

        Assert.Equal("{ a = 1, g = { h = 3 }, i = { k = 4 }, m = { n = 6 } }", Document.Inline(Text));
    }

    [Theory]
    // A bracket that is never closed: on at the next statement.
    [InlineData("a = [1, 2\nb = 1\nc = 02", "1:5 3:5")]
    [InlineData("a = [\n  1,\n  2,\nb = 1\nc = 02", "1:5 5:5")]
    [InlineData("a = [\n  1,\n\n[t]\nc = 02", "1:5 5:5")]
    [InlineData("a = [\n  1\n[[t]] # x\nc = 02", "1:5 4:5")]
    [InlineData("a = [[1, 2],\n'b' = 1\nc = 02", "1:5 3:5")]
    [InlineData("a = { b = 1\nc = 02\nd = 03", "1:5 2:5 3:5")]
    [InlineData("a = { b = 1\nc = 2\n[t]\nd = 03", "1:5 4:5")]
    [InlineData("a = {\n  b = 1,\n[t]\nd = 03", "1:5 4:5")]
    [InlineData("a = [ { b = 1, c = [\nd = 03", "1:20 2:5")]
    // A mistake within brackets that are closed: on after them, lines that look like statements included.
    [InlineData("a = { b = 1\n  c = 2\n  d = 3\n}\ne = 04", "1:12 5:5")]
    [InlineData("a = [\n  1 2,\n  3,\n]\ne = 04", "2:5 5:5")]
    [InlineData("a = [ { b = 1 c = 2 },\n { d = 03 } ]\ne = 04", "1:15 3:5")]
    [InlineData("a = [ \"]\" 1, '[' # ]\n]\ne = 04", "1:11 3:5")]
    [InlineData("a = [ 1 2, \"\"\"\nx = 1\n[t]\n\"\"\" ]\ne = 04", "1:9 5:5")]
    [InlineData("a = [ 1 2, '''\n''''' ]\ne = 04", "1:9 3:5")]
    [InlineData("a = [ 1 2, \"\\\"]\\\\\" ]\ne = 04", "1:9 2:5")]
    [InlineData("a = (\n[1, 2]", "1:5 2:3")]
    [InlineData("a b = [\n1,\n]\ne = 04", "1:3 4:5")]
    // The wrong bracket closes, too.
    [InlineData("a = [1, 2}\ne = 04", "1:10 2:5")]
    [InlineData("a = { b = 1 ]\ne = 04", "1:13 2:5")]
    // Values that are wrong by themselves do not hide the next ones.
    [InlineData("a = [01, 2, 03]\nb = { c = 04, d = 05 }", "1:6 1:13 2:11 2:19")]
    [InlineData("a = [x y, z]\nb = 04", "1:6 2:5")]
    // A string that is broken over lines, or not closed.
    [InlineData("a = \"one\ntwo\"\nb = 04", "1:5 3:5")]
    [InlineData("a = 'one\n\ntwo'\nb = 04", "1:5 3:4 4:5")]
    [InlineData("a = \"one\nb = 04\nc = \"two\nd = 1", "1:5 2:5 3:5")]
    [InlineData("a = [\"one,\n\"two\"]\nb = 04", "1:6 3:5")]
    [InlineData("a = \"\"\"one\nb = 01\nx [ y\n[t]\nc = 04", "1:5 5:5")]
    [InlineData("a = ['''one\n{\n[[t]]\nc = 04", "1:6 4:5")]
    [InlineData("\"a = 1\nb = 04", "1:1 2:5")]
    // A value on the next line belongs to the key above.
    [InlineData("a =\n1\nb = 04", "1:4 3:5")]
    [InlineData("a = # c\n  \"x\"\nb = 04", "1:5 3:5")]
    [InlineData("a =\n[\n1\n]\nb = 04", "1:4 5:5")]
    [InlineData("a =\n[t]\nb = 04", "1:4 3:5")]
    [InlineData("a =\nb = 04", "1:4 2:5")]
    [InlineData("a =\n\nb 04", "1:4 3:3")]
    // What is left of a statement is not a new one.
    [InlineData("a\n= 1\nb = 04", "1:2 3:5")]
    [InlineData("a = [1, 2],\n]\n}\nb = 04", "1:11 4:5")]
    [InlineData("a =\n  1,\n  2, # two\n]\nb = 04", "1:4 5:5")]
    [InlineData("a = []\n  \"x\",\n  \"y\"]\nb = 04", "2:6 3:6 4:5")]
    [InlineData("a b = \"\"\"\nc = 1\n[t]\n\"\"\"\nb = 04", "1:3 5:5")]
    [InlineData("[a = \"\"\"\nc = 1\n[t]\n\"\"\"\nb = 04", "1:4 5:5")]
    [InlineData("[a = [\n1,\n]\nb = 04", "1:4 4:5")]
    // A broken header: its keys are not compared with those of the table above.
    [InlineData("[a]\nx = 1\n[b!]\nx = 2\ny = 04", "3:3 5:5")]
    [InlineData("[a]\nx = 1\nb]\nx = 2\ny = 04", "3:2 5:5")]
    [InlineData("[a]\nx = 1\nladder]] # c\nx = 2\nx = 3", "3:7 5:1")]
    [InlineData("[[a]]\nx = 1\n[a]]\nx = 2\n[[a]]\nx = 3", "3:4")]
    [InlineData("[[a]]\nx = 1\n[[a]\nx = 2\n[[a]]\nx = 3", "3:5")]
    [InlineData("[a]\n[a.b]\n[a.b.c] x\n[a.b.c.d]\n[a.b]", "3:9 5:4")]
    // Mistakes that only follow from another one.
    [InlineData("a = 01\na.b = 2\n[a.c]\n[a]\n[[a]]", "1:5 4:2 5:3")]
    [InlineData("a = 01\na = 2", "1:5")]
    [InlineData("a = 1 x\na = 2", "1:7")]
    [InlineData("[a]\nb = 01\n[a.b]\nc = 1\n[a.b.d]\nc = 1", "2:5")]
    [InlineData("a = 1\n[a]\nx = 1\nx = 2", "2:2 4:1")]
    public void Read_Mistakes_AreReportedOnceEach(string toml, string expectedPositions)
    {
        var positions = Document.Errors(toml).Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]);

        Assert.Equal(expectedPositions, string.Join(' ', positions));
    }

    [Fact]
    public void Read_MembersWithoutCommas_AreOneMistake()
    {
        var members = string.Concat(Enumerable.Range(0, 200).Select(i => $"key{i} = {i}\n"));

        var errors = Document.Errors($"a = {{ b = 1\n{members}}}\nc = 04\n");

        Assert.Equal(2, errors.Length);
        Assert.StartsWith("1:12: expected \",\" or \"}\"", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("203:5: leading zeros", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreErrorsThanTheLimit_SaysThatSomeAreLeftOut()
    {
        var text = string.Concat(Enumerable.Range(0, 150).Select(i => $"k{i} = 0{i}\n"));

        var errors = Document.Errors(text);

        Assert.Equal(101, errors.Length);
        Assert.StartsWith("100:7: leading zeros", errors[99], StringComparison.Ordinal);
        Assert.Equal(
            "101:8: too many errors: only the first 100 are reported, and the rest of the file was not read",
            errors[100]);
    }

    [Fact]
    public void Read_ExactlyAsManyErrorsAsTheLimit_LeavesNothingOut()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => $"k{i} = 0{i}\n"));

        Assert.Equal(100, Document.Errors(text).Length);
    }
}
