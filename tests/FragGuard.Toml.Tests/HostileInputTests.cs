using System.Text;
using FragGuard.Toml.Reading;

namespace FragGuard.Toml.Tests;

/// <summary>No input costs more than in proportion to its size, and none goes deeper than the limit.</summary>
public sealed class HostileInputTests
{
    private const int Size = 100_000;

    // Every byte is examined when it is read and when its column is counted. A mistake costs up to 16 KiB more, for the
    // search for a place to go on from, and there are at most a hundred.
    private const int MostStepsPerByte = 5;
    private const int MostStepsPerDocument = 100 * 4 * 16 * 1024;

    public static TheoryData<string, string, string> Shapes => new()
    {
        { "", "[", "" },
        { "a = ", "[", "" },
        { "a = ", "[", "]" },
        { "", "{a=", "" },
        { "x = ", "{a=", "" },
        { "x = ", "[{a=", "" },
        { "", "k", "" },
        { "", "k", " = 1" },
        { "\"", "k", "\" = 1" },
        { "", "a.", "a = 1" },
        { "", "\"a\".", "a = 1" },
        { "[", "a.", "a]" },
        { "", "[a.b.c.d.e.f.g.h]\n", "" },
        { "", "[[a.b.c.d.e.f.g.h]]\n", "" },
        { "", "[[a]]\n[[a.b]]\n[a.b.c]\n", "" },
        { "", "[a\n", "" },
        { "", "]\n", "" },
        { "", "=\n", "" },
        { "", "\"", "" },
        { "", "a = \"x\n", "" },
        { "", "a = \"x\nb\n", "" },
        { "a = \"\"\"", "x\n", "" },
        { "a = '''", "[x]\n'''\nb = '''", "" },
        { "a = \"", "\\q", "\"" },
        { "a = \"", "\\u00e9", "\"" },
        { "a = \"\"\"", "\\  x", "\"\"\"" },
        { "a = \"\"\"", "\\ \n", "\"\"\"" },
        { "a = \"\"\"", "\"\"x", "\"\"\"" },
        { "a = ", "1", "" },
        { "a = 0.", "1", "" },
        { "a = 1e", "1", "" },
        { "a = 0x", "_", "" },
        { "a = 00:00:00.", "1", "" },
        { "a = [", "1,", "]" },
        { "a = [", "{b=1},", "]" },
        { "a = [", ",", "]" },
        { "a = [", "x,", "]" },
        { "a = [\n", "b.c\n", "" },
        { "a = [\n", "[b,\n", "" },
        { "a = [\n", "\"b\",\n", "]" },
        { "a = [\n", "#\u0001\n", "]" },
        { "", "a = [\n", "" },
        { "", "a = {\n", "" },
        { "", "a = {b=1\n", "" },
        { "", "a = [{\n", "" },
        { "a = {\n", "b=1\n", "" },
        { "", "a={b=1\nc=2\n[x]\n", "" },
        { "", "a = 1\n", "" },
        { "", "a =\n1\n", "" },
        { "", "a = 1\r", "" },
        { "", "\0", "" },
        { "", " ", "" },
        { "#", "x", "" },
        { "", "#\u0001\n", "" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TryParse_TwiceTheInput_CostsTwiceAtMost(string before, string repeated, string after)
    {
        var steps = Steps(Repeat(before, repeated, after, Size));
        var stepsOfTwice = Steps(Repeat(before, repeated, after, 2 * Size));

        Assert.InRange(steps, 1, (MostStepsPerByte * Size) + MostStepsPerDocument);
        Assert.InRange(stepsOfTwice, 1, (long)(2.1 * steps) + 1000);
    }

    [Fact]
    public void TryParse_ManyDifferentKeysAndTables_CostsInProportion()
    {
        byte[] Text(int count) => Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(0, count).Select(i => $"[table{i:D6}]\nkey{i:D6} = {i}\na.b{i:D6} = [1]\n")));

        var steps = Steps(Text(2_000));
        var stepsOfTwice = Steps(Text(4_000));

        Assert.InRange(stepsOfTwice, 1, (long)(2.1 * steps));
    }

    [Theory]
    [InlineData("", "[", "")]
    [InlineData("a = ", "[", "]")]
    [InlineData("", "{a=", "")]
    [InlineData("x = ", "{a=", "")]
    [InlineData("", "a.", "")]
    [InlineData("", "k", "")]
    [InlineData("", "\"", "")]
    public void TryParse_TenMegabytes_IsOneError(string before, string repeated, string after)
    {
        Assert.Single(Document.Errors(Repeat(before, repeated, after, 10 * 1024 * 1024)));
    }

    [Theory]
    [InlineData("[", "1", "]")]
    [InlineData("{a=", "1", "}")]
    public void Parse_NestingUpToTheLimit_IsReadAndOneMoreRefused(string open, string core, string close)
    {
        string Nested(int depth) => "x = " + Times(open, depth) + core + Times(close, depth);

        string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

        Assert.Single(Document.Read(Nested(TomlReader.MaxNesting)));
        Assert.EndsWith(": tables and arrays can be nested at most 128 deep", Document.Error(Nested(129)));
    }

    [Fact]
    public void TryParse_DeepNesting_NeedsLittleStack()
    {
        const int SmallStackBytes = 256 * 1024;
        var text = Repeat("x = ", "[{a=", "", Size);
        IReadOnlyList<TomlError> errors = [];
        var thread = new Thread(() => TomlReader.TryParse(text, "", out _, out errors), SmallStackBytes);

        thread.Start();
        thread.Join();

        Assert.Single(errors);
    }

    [Fact]
    public void Parse_DottedKeysUpToTheLimit_AreReadAndOneMoreRefused()
    {
        var path = string.Join('.', Enumerable.Repeat("a", 128));

        Assert.Single(Document.Read($"{path} = 1"));
        Assert.Single(Document.Read($"[{path}]\nb = 1"));
        Assert.Equal("1:257: a key can have at most 128 parts", Document.Error($"{path}.a = 1"));
        Assert.Equal("1:258: a table name can have at most 128 parts", Document.Error($"[{path}.a]"));
    }

    [Theory]
    [InlineData("[{0}]\na.b = 1", "2:1")]
    [InlineData("[{0}]\na = []", "2:5")]
    [InlineData("[{0}]\n[{0}.a]", "2:258")]
    [InlineData("[[{0}]]", "1:257")]
    [InlineData("a.{0} = {{}}", "1:257")]
    [InlineData("a.b = {{ {0} = 1 }}", "1:261")]
    public void Parse_NestingByDifferentMeans_CountsTogether(string format, string position)
    {
        var path = string.Join('.', Enumerable.Repeat("a", 128));
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, path);

        var error = Document.Error(text);

        Assert.StartsWith($"{position}: ", error, StringComparison.Ordinal);
        Assert.Matches("at most 128 (deep|parts)", error);
    }

    [Fact]
    public void Parse_HugeTokens_AreCutInMessages()
    {
        var huge = new string('1', 1_000_000);
        foreach (var text in new[] { "a = ?", "?", "[?", "a = 0?", "a = 1-?", "'?' = 1\n'?' = 1" })
        {
            var errors = Document.Errors(text.Replace("?", huge, StringComparison.Ordinal));

            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.InRange(error.Length, 1, 400));
        }
    }

    private static long Steps(byte[] text)
    {
        var steps = new StepCounter();
        TomlReader.TryParse(text, "", steps, out _, out _);
        return steps.Count;
    }

    private static byte[] Repeat(string before, string repeated, string after, int size)
    {
        var text = new StringBuilder(before, size + 100);
        while (text.Length < size)
        {
            text.Append(repeated);
        }

        return Encoding.UTF8.GetBytes(text.Append(after).ToString());
    }
}
