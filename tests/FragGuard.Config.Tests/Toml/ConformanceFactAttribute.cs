namespace FragGuard.Config.Tests;

/// <summary>A test that needs the toml-test suite. Without one in its usual place the runner counts the test as skipped
/// and says why; where TOML_TEST_DIR promises a suite, its absence is a failure.</summary>
internal sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute()
    {
        if (SuiteFolder is null)
        {
            Skip = "the toml-test suite is not here: put it in ../shared/toml-test, or set TOML_TEST_DIR";
        }
    }

    /// <summary>The suite's folder with its manifests and cases, or null.</summary>
    public static string? SuiteFolder { get; } = Find();

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("TOML_TEST_DIR");
        var suite = named ?? (RepositoryRoot() is { } root ? Path.Combine(root, "..", "shared", "toml-test") : "");
        var tests = Path.Combine(suite, "tests");
        return named is not null || File.Exists(Path.Combine(tests, "files-toml-1.1.0")) ? tests : null;
    }

    private static string? RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FragGuard.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
