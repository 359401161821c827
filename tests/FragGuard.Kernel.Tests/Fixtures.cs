using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>The captured files under tests/fixtures.</summary>
public static class Fixtures
{
    /// <summary>Where they are.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The states of all captured machines: folders that hold a proc and a sys tree.</summary>
    internal static string[] States { get; } =
        [.. Directory.GetDirectories(Root)
            .SelectMany(machine => Directory.GetDirectories(machine))
            .Where(state => Directory.Exists(Path.Combine(state, "proc")))
            .Select(state => Path.GetRelativePath(Root, state))
            .Order(StringComparer.Ordinal)];

    public static TheoryData<string> EachState => [.. States];

    internal static byte[] Read(params string[] path) => File.ReadAllBytes(Path.Combine([Root, .. path]));

    internal static string[] ReadLines(params string[] path) =>
        File.ReadAllLines(Path.Combine([Root, .. path]), Encoding.Latin1);

    internal static string[] Files(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Root, folder), pattern);

    internal static bool Exists(params string[] path) => File.Exists(Path.Combine([Root, .. path]));

    /// <summary>The folders that lie this many levels below one of the fixtures' folders.</summary>
    internal static string[] Folders(string folder, int depth)
    {
        string[] level = [Path.Combine(Root, folder)];
        for (; depth > 0; depth--)
        {
            level = [.. level.SelectMany(Directory.GetDirectories)];
        }

        return [.. level.Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FragGuard.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no FragGuard.sln above the tests");
        }

        return Path.Combine(folder, "tests", "fixtures");
    }
}
