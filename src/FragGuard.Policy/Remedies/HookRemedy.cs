using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The settings of <see cref="HookRemedy"/>.</summary>
public sealed record HookSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => HookRemedy.Instance;

    /// <summary>The program, an absolute path, and its arguments.</summary>
    public ValueList<string> Command { get; init; }
}

/// <summary>Runs the administrator's program with the incident in its environment. No shell is involved.</summary>
/// <remarks>The program is root's alone, or it is not run: that is looked at when the guard starts and again before
/// every run. It inherits nothing but an empty standard input and two pipes, of which the beginning is kept.</remarks>
public sealed class HookRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "hook";

    /// <summary>The remedy.</summary>
    public static HookRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "run a program";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new HookSettings();

    /// <inheritdoc/>
    public override bool IsEscalation => true;

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new CommandKey("command", "the program, an absolute path, and its arguments; no shell is involved",
            settings => Of(settings).Command,
            (settings, command) => Of(settings) with { Command = command })
        {
            IsRequired = true,
            Example = "[\"/usr/local/sbin/drain-node\", \"--reason=fragmented\"]",
        },
    ];

    /// <inheritdoc/>
    public override string? DropIn(RemedySettings settings) => "hook.conf";

    /// <inheritdoc/>
    public override string? FailureHint =>
        "a hook runs in the sandbox of fragguard.service: see the example hook.conf";

    /// <inheritdoc/>
    public override RungSettings WithLimits(RungSettings rung) => rung with
    {
        MaxStallBasisPoints = null,
        MaxRereadBytesPerSecond = null,
        Cooldown = TimeSpan.FromMinutes(10),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings) =>
        $"runs only when all else failed: {Of(settings).Command.Join(" ", Quoted)}, without a "
            + "shell and with the incident in its environment.";

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment) =>
        environment.ReasonAgainstProgram(Of(settings).Command[0]);

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var command = Of(settings).Command;
        var reason = context.Environment.ReasonAgainstProgram(command[0]);
        if (reason.Code == ReasonCode.UnsafeProgram)
        {
            context.Fail(reason.Text!);
            yield break;
        }

        yield return new CommandRun([.. command], context.Incident);
    }

    private static string Quoted(string word) => $"\"{SafeText.Escape(word, keepNewlines: false)}\"";

    private static HookSettings Of(RemedySettings settings) => (HookSettings)settings;
}
