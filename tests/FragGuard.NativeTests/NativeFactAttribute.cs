namespace FragGuard.NativeTests;

/// <summary>A test of the published native binary: FRAGGUARD_BINARY, else artifacts/fragguard of this tree.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : FactAttribute
{
    /// <summary>Skips where there is no binary, and where a tool that the test needs is missing.</summary>
    /// <param name="needs">A program that must be on the PATH.</param>
    public NativeFactAttribute(string? needs = null)
    {
        if (Binary is null)
        {
            Skip = "no native binary: run ./build.sh publish, or set FRAGGUARD_BINARY";
        }
        else if (needs is not null && !IsOnPath(needs))
        {
            Skip = $"{needs} is not installed";
        }
    }

    internal static string? Binary { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FRAGGUARD_BINARY") is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            var candidate = Path.Combine(directory, "artifacts", "fragguard");
            if (File.Exists(Path.Combine(directory, "FragGuard.sln")) && File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Any(directory => File.Exists(Path.Combine(directory, program)));
}
