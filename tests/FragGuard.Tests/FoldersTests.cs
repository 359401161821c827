using System.Text.RegularExpressions;

namespace FragGuard.Tests;

/// <summary>The folders of a project refer to each other one way. Files beside the folders are the project's front
/// door: they may know each folder, and each folder may know them.</summary>
public sealed partial class FoldersTests
{
    // A rung's settings carry their remedy, a remedy says for itself when it fits by what was assessed, and the ladder
    // asks it: one idea in four folders.
    private static readonly string[] OneIdea = ["Assess", "Decide", "Remedies", "Settings"];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Golden.Sources).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_ReferOneWay(string project)
    {
        var references = References(Path.Combine(Golden.Sources, project));

        var cycles = references.Keys
            .Where(pair => string.CompareOrdinal(pair.From, pair.To) < 0 && Reaches(references, pair.To, pair.From))
            .Where(pair => !(project == "FragGuard.Policy" && OneIdea.Contains(pair.From) && OneIdea.Contains(pair.To)))
            .Select(pair => $"{pair.From} and {pair.To}, by {references[pair]}");

        Assert.Empty(cycles);
    }

    [Fact]
    public void References_OfTheProjects_AreFound()
    {
        var references = References(Path.Combine(Golden.Sources, "FragGuard.Policy"));

        Assert.Contains(("Decide", "Settings"), references.Keys);
        Assert.DoesNotContain(("Settings", "Replay"), references.Keys);
    }

    [Fact]
    public void Files_OfMoreThan300Lines_AreNamedWithTheirReason()
    {
        var readme = File.ReadAllText(Path.Combine(Golden.Sources, "README.md"));

        var unnamed = Directory.EnumerateFiles(Golden.Sources, "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadLines(path).Count() > 300)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !readme.Contains($"`{name}` (", StringComparison.Ordinal));

        Assert.Empty(unnamed);
    }

    // From a folder to one that it names a type of, with an example.
    private static Dictionary<(string From, string To), string> References(string project)
    {
        var texts = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Select(path => (
                Folder: FolderOf(Path.GetRelativePath(project, path)),
                Text: NoWords().Replace(File.ReadAllText(path), "")))
            .Where(file => file.Folder.Length > 0)
            .ToList();
        var homes = texts
            .SelectMany(file => Declaration().Matches(file.Text)
                .Select(match => (Type: match.Groups[1].Value, file.Folder)))
            .Distinct()
            .GroupBy(home => home.Type)
            .Where(homes => homes.Count() == 1)
            .ToDictionary(homes => homes.Key, homes => homes.Single().Folder);

        var references = new Dictionary<(string From, string To), string>();
        foreach (var (folder, text) in texts)
        {
            foreach (var type in Name().Matches(text).Select(match => match.Value))
            {
                if (homes.TryGetValue(type, out var home) && home != folder)
                {
                    references.TryAdd((folder, home), type);
                }
            }
        }

        return references;
    }

    private static bool Reaches(Dictionary<(string From, string To), string> references, string from, string to)
    {
        var (seen, open) = (new HashSet<string> { from }, new Stack<string>([from]));
        while (open.TryPop(out var place))
        {
            foreach (var (_, next) in references.Keys.Where(pair => pair.From == place && seen.Add(pair.To)))
            {
                open.Push(next);
            }
        }

        return seen.Contains(to);
    }

    private static string FolderOf(string path) =>
        path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "";

    // Comments and texts may name anything.
    [GeneratedRegex(@"//[^\n]*|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex NoWords();

    [GeneratedRegex(@"\b(?:class|struct|record|enum|interface)\s+([A-Z]\w+)")]
    private static partial Regex Declaration();

    // Not a member of something, and not the name of a property.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+\b(?!\s*(?:=>|\{ get|\{ init|= ))")]
    private static partial Regex Name();
}
