namespace FragGuard.NativeTests;

/// <summary>As <see cref="NativeFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where there is no binary, and where a tool that the test needs is missing.</summary>
    /// <param name="needs">A program that must be on the PATH.</param>
    public NativeTheoryAttribute(string? needs = null) => Skip = new NativeFactAttribute(needs).Skip;
}
