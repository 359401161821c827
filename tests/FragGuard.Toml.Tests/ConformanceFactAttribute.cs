namespace FragGuard.Toml.Tests;

/// <summary>A test that needs the toml-test suite; skipped, with that reason, where it is not.</summary>
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
        return File.Exists(Path.Combine(tests, "files-toml-1.1.0")) ? tests : null;
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
