using System.Text;
using FragGuard.Config.Toml;

namespace FragGuard.Config.Tests;

/// <summary>No input costs more than in proportion to its size, and none goes deeper than the limit.</summary>
public sealed class HostileInputTests
{
    private const int Size = Limits.FileBytes / 2;

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
    public void Read_TwiceTheInput_CostsTwiceAtMost(string before, string repeated, string after)
    {
        var (once, twice) = (Repeat(before, repeated, after, Size), Repeat(before, repeated, after, 2 * Size));
        _ = TomlReader.Read(once, out _);

        var steps = Steps(once);
        var allocatedBytes = AllocatedBytes(once);

        Assert.InRange(Steps(twice), 1, (long)(2.1 * steps) + 2000);
        Assert.InRange(AllocatedBytes(twice), 1, (long)(2.5 * allocatedBytes) + 500_000);
    }

    [Fact]
    public void Read_ManyDifferentKeysAndTables_CostsInProportion()
    {
        byte[] Text(int count) => Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(0, count).Select(i => $"[table{i:D6}]\nkey{i:D6} = {i}\na.b{i:D6} = [1]\n")));

        var steps = Steps(Text(400));
        var stepsOfTwice = Steps(Text(800));

        Assert.InRange(stepsOfTwice, 1, (long)(2.1 * steps));
    }

    [Theory]
    [InlineData("[", "1", "]")]
    [InlineData("{a=", "1", "}")]
    public void Read_NestingUpToTheLimit_IsReadAndOneMoreRefused(string open, string core, string close)
    {
        string Nested(int depth) => "x = " + Times(open, depth) + core + Times(close, depth);

        string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

        Assert.Single(Document.Read(Nested(TomlReader.MaxNesting)));
        Assert.EndsWith(": tables and arrays can be nested at most 64 deep", Document.Error(Nested(65)));
    }

    [Fact]
    public void Read_DeepNesting_NeedsLittleStack()
    {
        const int SmallStackBytes = 256 * 1024;
        var text = Repeat("x = ", "[{a=", "", Size);
        IReadOnlyList<TomlError> errors = [];
        var thread = new Thread(() => TomlReader.Read(text, out errors), SmallStackBytes);

        thread.Start();
        thread.Join();

        Assert.Single(errors);
    }

    [Fact]
    public void Read_DottedKeysUpToTheLimit_AreReadAndOneMoreRefused()
    {
        const string TooDeep = "tables and arrays can be nested at most 64 deep";
        var path = string.Join('.', Enumerable.Repeat("a", 64));

        Assert.Single(Document.Read($"{path} = 1"));
        Assert.Single(Document.Read($"[{path}]\nb = 1"));
        Assert.Equal($"1:129: {TooDeep}", Document.Error($"{path}.a.a = 1"));
        Assert.Equal($"1:130: {TooDeep}", Document.Error($"[{path}.a]"));
        Assert.EndsWith(TooDeep, Document.Error($"{string.Join('.', Enumerable.Repeat("a", 20_000))} = 1"));
    }

    [Theory]
    [InlineData("[{0}]\na.b = 1", "2:1")]
    [InlineData("[{0}]\na = []", "2:5")]
    [InlineData("[{0}]\n[{0}.a]", "2:130")]
    [InlineData("[[{0}]]", "1:129")]
    [InlineData("a.{0} = {{}}", "1:133")]
    [InlineData("a.b = {{ {0} = 1 }}", "1:133")]
    public void Read_NestingByDifferentMeans_CountsTogether(string format, string position)
    {
        var path = string.Join('.', Enumerable.Repeat("a", 64));
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, path);

        var error = Document.Error(text);

        Assert.StartsWith($"{position}: ", error, StringComparison.Ordinal);
        Assert.EndsWith("at most 64 deep", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HugeTokens_AreCutInMessages()
    {
        var huge = new string('1', 60_000);
        foreach (var text in new[] { "a = ?", "?", "[?", "a = 0?", "a = 1-?", "'?' = 1\n'?' = 1" })
        {
            var errors = Document.Errors(text.Replace("?", huge, StringComparison.Ordinal));

            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.InRange(error.Length, 1, 400));
        }
    }

    private static long Steps(byte[] text)
    {
        var before = Scan.Steps;
        _ = TomlReader.Read(text, out _);
        return Scan.Steps - before;
    }

    private static long AllocatedBytes(byte[] text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = TomlReader.Read(text, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
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
