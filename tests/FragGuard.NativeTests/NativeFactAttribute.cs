using Xunit.Abstractions;
using Xunit.Sdk;

namespace FragGuard.NativeTests;

/// <summary>
/// A test of the published native binary. Without one that is of these sources, or without a tool that the test needs,
/// it fails and says what to do: it never skips.
/// </summary>
/// <param name="needs">A program that must be on the PATH.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FragGuard.NativeTests.NativeFactDiscoverer", "FragGuard.NativeTests")]
public sealed class NativeFactAttribute(string? needs = null) : FactAttribute
{
    /// <summary>A program that must be on the PATH; null for none.</summary>
    public string? Needs => needs;
}

/// <summary>Makes a failure of each <see cref="NativeFactAttribute"/> that cannot be run.</summary>
/// <param name="messages">Where xunit takes diagnostics.</param>
public sealed class NativeFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    /// <summary>The test, or a failure in its place.</summary>
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var fault = NativeTestFaults.Of(factAttribute.GetNamedArgument<string?>(nameof(NativeFactAttribute.Needs)));
        return fault is null
            ? base.CreateTestCase(discoveryOptions, testMethod, factAttribute)
            : NativeTestFaults.Failure(DiagnosticMessageSink, discoveryOptions, testMethod, fault);
    }
}
