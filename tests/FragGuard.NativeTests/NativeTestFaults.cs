using Xunit.Abstractions;
using Xunit.Sdk;

namespace FragGuard.NativeTests;

/// <summary>Why a test of the native binary cannot be run, as a test that fails with these words.</summary>
internal static class NativeTestFaults
{
    /// <summary>What is missing; null if nothing is.</summary>
    internal static string? Of(string? needs) =>
        NativeBinary.Fault
        ?? (needs is null || IsOnPath(needs) ? null : $"{needs} is not installed: run ./build.sh unit as root");

    internal static ExecutionErrorTestCase Failure(
        IMessageSink messages, ITestFrameworkDiscoveryOptions options, ITestMethod method, string fault) =>
        new(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, fault);

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Any(directory => File.Exists(Path.Combine(directory, program)));
}
