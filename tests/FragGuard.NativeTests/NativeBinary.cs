using System.Security.Cryptography;
using System.Text;

namespace FragGuard.NativeTests;

/// <summary>
/// The published native binary under test: FRAGGUARD_BINARY, else <c>artifacts/fragguard</c> of this tree. It counts
/// only with the stamp that <c>./build.sh publish</c> writes beside it, and only while that stamp is true of the
/// sources. </summary>
internal static class NativeBinary
{
    private const string Remedy = "run ./build.sh publish";

    private static readonly Lazy<string?> FirstFault = new(() => FaultOf(Tree(), Named()));

    /// <summary>Why there is nothing to test, null if there is.</summary>
    internal static string? Fault => FirstFault.Value;

    /// <summary>Its absolute path.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or of other sources than those of this
    /// tree.</exception>
    internal static string Path => Fault is null ? Named() : throw new InvalidOperationException(Fault);

    /// <summary>What is wrong with a binary for the sources of a tree; null if nothing is.</summary>
    internal static string? FaultOf(string tree, string binary)
    {
        if (!File.Exists(binary))
        {
            return $"there is no {binary}: {Remedy}";
        }

        var stamp = binary + ".stamp";
        if (!File.Exists(stamp))
        {
            return $"{binary} has no stamp to tell of which sources it is: {Remedy}";
        }

        var said = File.ReadAllText(stamp);
        if (said != StampOf(tree, binary))
        {
            return said.Split('\n')[0] == SourcesLine(tree)
                ? $"{binary} is not the file that was published: {Remedy}"
                : $"{binary} is not of these sources: {Remedy}";
        }

        return null;
    }

    /// <summary>The stamp that is true of them. The same text as source_sum and stamp_of in build.sh make.</summary>
    internal static string StampOf(string tree, string binary) =>
        $"{SourcesLine(tree)}\nbinary {Sum(File.ReadAllBytes(binary))}\n";

    private static string SourcesLine(string tree)
    {
        // As `sha256sum` prints it of every file, sorted by bytes.
        var list = new StringBuilder();
        foreach (var file in Sources(tree).Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(System.IO.Path.Combine(tree, file));
            list.Append(Sum(content)).Append("  ").Append(file).Append('\n');
        }

        return "sources " + Sum(Encoding.UTF8.GetBytes(list.ToString()));
    }

    private static IEnumerable<string> Sources(string tree) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(tree, "src"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(tree))
            .Where(file => System.IO.Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets")
            .Append(System.IO.Path.Combine(tree, "global.json"))
            .Select(file => System.IO.Path.GetRelativePath(tree, file));

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Named() =>
        Environment.GetEnvironmentVariable("FRAGGUARD_BINARY") is { Length: > 0 } named
            ? System.IO.Path.GetFullPath(named)
            : System.IO.Path.Combine(Tree(), "artifacts", "fragguard");

    internal static string Tree()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(directory, "FragGuard.sln")))
        {
            directory = System.IO.Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("the tests do not run from their tree");
        }

        return directory;
    }
}
