using System.Text;

namespace FragGuard.Chaos.Parsers;

/// <summary>Real texts to damage, by what they are: captured kernel files, kernel-log lines, traces,
/// configurations.</summary>
internal sealed class ParserCorpus
{
    private const int LargestSeedBytes = 16 << 10;

    private ParserCorpus(string tests)
    {
        var states = Directory.GetDirectories(Path.Combine(tests, "fixtures"))
            .SelectMany(machine => Directory.GetDirectories(machine)).Order(StringComparer.Ordinal).ToArray();
        KernelFiles = Load([
            .. states.SelectMany(state => Directory.GetFiles(state, "*", SearchOption.AllDirectories)),
            .. Directory.GetFiles(Path.Combine(tests, "fixtures", "buddyinfo")),
        ]);
        LogLines =
        [
            .. File.ReadAllLines(Path.Combine(tests, "fixtures", "pagealloc", "samples.tsv"), Encoding.Latin1)
                .Select(line => Encoding.Latin1.GetBytes(line.Split('\t')[0])),
        ];
        Traces = Load(Directory.GetFiles(Path.Combine(tests, "FragGuard.Policy.Tests", "Traces"), "*.trace"));
        Configurations = Load([
            .. Directory.GetFiles(Path.Combine(tests, "golden"), "*.toml", SearchOption.AllDirectories),
            Path.Combine(tests, "..", "etc", "fragguard.toml"),
        ]);
    }

    /// <summary>Files of /proc and /sys.</summary>
    internal byte[][] KernelFiles { get; }

    /// <summary>Lines of kernel logs.</summary>
    internal byte[][] LogLines { get; }

    /// <summary>Traces that <c>record</c> could have written.</summary>
    internal byte[][] Traces { get; }

    /// <summary>Good and bad configuration files.</summary>
    internal byte[][] Configurations { get; }

    /// <summary>Loads the texts of this source tree.</summary>
    internal static ParserCorpus Load()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FragGuard.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no FragGuard.sln above the program");
        }

        return new ParserCorpus(Path.Combine(folder, "tests"));
    }

    private static byte[][] Load(string[] paths)
    {
        var texts = paths.Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            .Where(text => text.Length is > 0 and <= LargestSeedBytes).ToArray();
        return texts.Length > 0 ? texts : throw new InvalidOperationException("a corpus is empty");
    }
}
