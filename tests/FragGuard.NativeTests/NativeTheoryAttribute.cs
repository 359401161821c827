namespace FragGuard.NativeTests;

/// <summary>As <see cref="NativeFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where there is no binary.</summary>
    public NativeTheoryAttribute() => Skip = new NativeFactAttribute().Skip;
}
