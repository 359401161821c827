using Xunit.Abstractions;
using Xunit.Sdk;

namespace FragGuard.NativeTests;

/// <summary>As <see cref="NativeFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FragGuard.NativeTests.NativeTheoryDiscoverer", "FragGuard.NativeTests")]
public sealed class NativeTheoryAttribute(string? needs = null) : TheoryAttribute
{
    /// <summary>A program that must be on the PATH; null for none.</summary>
    public string? Needs => needs;
}

/// <summary>Makes a failure of each <see cref="NativeTheoryAttribute"/> that cannot be run.</summary>
/// <param name="messages">Where xunit takes diagnostics.</param>
public sealed class NativeTheoryDiscoverer(IMessageSink messages) : TheoryDiscoverer(messages)
{
    /// <summary>The tests, or one failure in their place.</summary>
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        NativeTestFaults.Of(theoryAttribute.GetNamedArgument<string?>(nameof(NativeTheoryAttribute.Needs))) is { } fault
            ? [NativeTestFaults.Failure(DiagnosticMessageSink, discoveryOptions, testMethod, fault)]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
