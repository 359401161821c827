using System.Text;

namespace FragGuard.Testing;

/// <summary>Expected outputs under tests/golden. With FRAGGUARD_GOLDEN=rewrite they are written anew, to be reviewed
/// with git diff.</summary>
internal static class Golden
{
    private static readonly string Root = FindRoot();

    /// <summary>The small trees that outputs are made from: captured machines, and one with an incident.</summary>
    internal static string[] Trees { get; } =
    [
        .. Directory.GetDirectories(Path.Combine(Root, "golden", "trees"))
            .Select(tree => Path.GetFileName(tree)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Where a tree is.</summary>
    internal static string Tree(string name) => Path.Combine(Root, "golden", "trees", name);

    /// <summary>Where the projects of the product are.</summary>
    internal static string Sources { get; } = Path.Combine(Path.GetDirectoryName(Root)!, "src");

    /// <summary>A file under tests/fixtures.</summary>
    internal static string Fixture(params string[] path) => Path.Combine([Root, "fixtures", .. path]);

    /// <summary>Holds an output against the expected one.</summary>
    internal static void Check(ReadOnlySpan<byte> output, params string[] path)
    {
        var file = Path.Combine([Root, "golden", .. path]);
        if (Environment.GetEnvironmentVariable("FRAGGUARD_GOLDEN") == "rewrite")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, output.ToArray());
        }

        Assert.Equal(File.ReadAllText(file), Encoding.UTF8.GetString(output));
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FragGuard.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no FragGuard.sln above the tests");
        }

        return Path.Combine(folder, "tests");
    }
}
