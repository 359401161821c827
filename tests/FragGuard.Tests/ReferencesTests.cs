using System.Reflection;
using System.Text;

namespace FragGuard.Tests;

/// <summary>What the product stands on. A library more is a decision: it shows here, in the golden file.</summary>
public sealed class ReferencesTests
{
    [Fact]
    public void Assemblies_OfTheProduct_ReferToThoseInTheGoldenFile()
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Describe(typeof(CommandLine).Assembly, lines);

        Golden.Check(Encoding.UTF8.GetBytes(string.Join('\n', lines.Values) + '\n'), "references.txt");
    }

    // What lies beside the program came with it; what does not is the framework.
    private static void Describe(Assembly assembly, SortedDictionary<string, string> lines)
    {
        var name = assembly.GetName().Name!;
        if (lines.ContainsKey(name))
        {
            return;
        }

        var isOurs = name.StartsWith("FragGuard", StringComparison.OrdinalIgnoreCase);
        var references = assembly.GetReferencedAssemblies()
            .OrderBy(reference => reference.Name, StringComparer.Ordinal)
            .ToList();
        var brought = references.FindAll(reference => IsBeside(reference.Name!));
        var shown = (isOurs ? references : brought).ConvertAll(reference => reference.Name);
        lines[name] = $"{name}: {string.Join(", ", shown)}".TrimEnd();
        foreach (var reference in brought)
        {
            Describe(Assembly.Load(reference), lines);
        }
    }

    private static bool IsBeside(string name) => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
