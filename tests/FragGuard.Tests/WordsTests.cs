using System.Text.RegularExpressions;

namespace FragGuard.Tests;

/// <summary>One word for one thing, in everything that people read: messages, help, manual pages, the journal's
/// catalog, the shipped configuration, the examples, and what stands beside them.</summary>
public sealed partial class WordsTests
{
    // What is not said, and what is said instead.
    private static readonly (Regex NotSaid, string Instead)[] Rules =
    [
        Rule(@"daemons?(?!-reload)", "guard"),
        Rule(@"tunables?(?!-(changed|restored))", "setting"),
        Rule(@"(?<![({.])knobs?(?![-=:}])", "setting"),
        Rule("passed over|barred", "skipped"),
        Rule(@"(held|holds?|holding) (\w+ ){0,3}back", "skipped, or waits"),
        Rule("rests|resting|rested|(?<=of|shortest|longest|doubled|no|a) rest", "may run again in, cooldown"),
        Rule("told", "logged, reported, says"),
        Rule("processors?", "CPU"),
        Rule("(?<=the|its|new|old|these|those|changed|default|effective|FragGuard's) settings",
            "configuration (the file), keys, or kernel settings"),
        Rule("(time|daily) windows?", "allowed hours"),
        Rule(@"\d+ (milliseconds?|seconds?|minutes?|hours?|days?)", "ms, s, min, h, d"),
    ];

    // Prose; what the program prints and reads has no space.
    private static readonly (Regex NotSaid, string Instead) Percent = (PercentWithoutSpace(), "99.5 %");

    // Syslog daemons fold lines, a package's group has a name of rpm's, and parts of the house have theirs.
    private static readonly Regex Allowed = new(@"log\s+daemon|Environment/Daemons|FragGuard[./][\w./]+|Log or Knobs");

    private static readonly string Home = Path.GetDirectoryName(Golden.Sources)!;

    private static readonly string[] Places = ["README.md", ".github", "etc", "packaging", "bench/README.md"];

    public static TheoryData<string> Documents =>
    [
        .. Places
            .Select(name => Path.Combine(Home, name))
            .SelectMany(path => File.Exists(path) ? [path]
                : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is not (".png" or ".js" or ".awk"))
            .Select(path => Path.GetRelativePath(Home, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_SaysOneWordForOneThing(string name) =>
        None(Problems(name, 1, File.ReadAllText(Path.Combine(Home, name)),
            isProse: Path.GetExtension(name) is ".md" or ".scd" or ".toml" or ".conf" or ".catalog"));

    [Fact]
    public void Sources_SayOneWordForOneThing() =>
        None(Directory.EnumerateFiles(Golden.Sources, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => StringLiterals.Of(File.ReadAllText(path))
                .Where(literal => literal.Text.Contains(' ', StringComparison.Ordinal))
                .SelectMany(literal => Problems(
                    Path.GetRelativePath(Home, path), literal.Line, literal.Text, isProse: false))));

    [Theory]
    [InlineData("the daemon is blind", "guard")]
    [InlineData("no knob of this name", "setting")]
    [InlineData("the rung rests for 40 s", "may run again")]
    [InlineData("neither pressure nor the splay holds it back", "skipped")]
    [InlineData("The\n# settings are refused", "configuration")]
    [InlineData("after 15 seconds", "ms, s, min")]
    [InlineData("for 54% of the time", "99.5 %")]
    public void Problems_OfAWordThatIsNotSaid_NameTheLineAndTheWord(string text, string instead)
    {
        var problem = Assert.Single(Problems("README.md", 7, text, isProse: true));

        Assert.StartsWith("README.md:7: ", problem, StringComparison.Ordinal);
        Assert.Contains(instead, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("systemctl daemon-reload")]
    [InlineData("a kernel setting; the rest of the file; FRAGGUARD_KNOB=; _knob_; tunable-changed")]
    [InlineData("`max_stall` is \"1%\" and 99.5 %, *54%*, 15 s, 45m")]
    public void Problems_OfWhatIsSaid_AreNone(string text) =>
        None(Problems("README.md", 7, text, isProse: true));

    [Fact]
    public void Literals_OfASource_AreItsTexts()
    {
        const string source = """
            var a = $"one {(b ? "two" : c["three"])} four"; // "no text"
            var d = '"'; var e = @"C:\" + "\"five\" {six}"u8;
            """;

        Assert.Equal(
            [(1, "two"), (1, "three"), (1, "one {} four"), (2, @"C:\"), (2, "\"five\" {six}")],
            StringLiterals.Of(source));
    }

    private static IEnumerable<string> Problems(string name, int line, string text, bool isProse)
    {
        var said = Blank(text, Allowed);
        return Rules.SelectMany(rule => Found(rule, said))
            .Concat(isProse ? Found(Percent, Blank(said, Verbatim())) : []);

        IEnumerable<string> Found((Regex NotSaid, string Instead) rule, string words) =>
            rule.NotSaid.Matches(words).Select(match =>
                $"{name}:{line + words.AsSpan(0, match.Index).Count('\n')}: "
                + $"\"{Spaces().Replace(match.Value, " ").Trim()}\": say {rule.Instead}");
    }

    private static void None(IEnumerable<string> problems)
    {
        var all = string.Join('\n', problems);
        Assert.True(all.Length == 0, all);
    }

    private static string Blank(string text, Regex verbatim) =>
        verbatim.Replace(text, match => new string('\n', match.Value.Count(letter => letter == '\n')));

    // Words may stand on two lines, the second of which may begin as a comment.
    private static (Regex NotSaid, string Instead) Rule(string words, string instead) =>
        (new Regex($@"\b(?:{words.Replace(" ", @"[\s#]+", StringComparison.Ordinal)})\b", RegexOptions.IgnoreCase),
            instead);

    [GeneratedRegex(@"[\s#]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\d%(?!\w)")]
    private static partial Regex PercentWithoutSpace();

    // Quoted, in code, or set off as what is typed.
    [GeneratedRegex(@"(?ms)^```.*?^```|`[^`\n]*`|""[^""\n]*""|\*[^*\s]*\*|_[^_\s]*_")]
    private static partial Regex Verbatim();
}
