using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The settings of <see cref="FlagRebootRemedy"/>.</summary>
public sealed record FlagRebootSettings : RemedySettings
{
    /// <inheritdoc/>
    public override RemedyDefinition Definition => FlagRebootRemedy.Instance;

    /// <summary>The file.</summary>
    public string File { get; init; } = "/var/run/reboot-required";
}

/// <summary>Creates the file that kured and unattended-upgrades watch: they drain and reboot the host.</summary>
public sealed class FlagRebootRemedy : RemedyDefinition
{
    /// <summary>The TOML name.</summary>
    public const string RemedyName = "flag_reboot";

    // A mark is an ordinary file; creating one of these is a command to the kernel, or fails.
    private static readonly string[] KernelTrees = ["/proc/", "/sys/", "/dev/"];

    /// <summary>The remedy.</summary>
    public static FlagRebootRemedy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => RemedyName;

    /// <inheritdoc/>
    public override string Summary => "ask for a reboot";

    /// <inheritdoc/>
    public override RemedySettings Defaults { get; } = new FlagRebootSettings();

    /// <inheritdoc/>
    public override bool IsEscalation => true;

    /// <inheritdoc/>
    public override IReadOnlyList<RemedyKey> Keys { get; } =
    [
        new PathKey("file", "the file to create", Expected,
            settings => Of(settings).File,
            (settings, file) => Of(settings) with { File = file }),
    ];

    /// <inheritdoc/>
    public override string? DropIn(RemedySettings settings) => "flag-reboot.conf";

    /// <inheritdoc/>
    public override RungSettings WithLimits(RungSettings rung) => rung with
    {
        MaxStallBasisPoints = null,
        MaxRereadBytesPerSecond = null,
        Cooldown = TimeSpan.FromHours(24),
        MaxCooldown = TimeSpan.FromHours(24),
        Timeout = TimeSpan.FromSeconds(5),
        Settle = TimeSpan.Zero,
    };

    /// <inheritdoc/>
    public override string Explain(RemedySettings settings) =>
        $"runs only when all else failed: it creates {Of(settings).File}, which tells others to reboot this host.";

    /// <inheritdoc/>
    public override IEnumerable<string> Writes(RemedySettings settings, IReadOnlyList<int> nodes) =>
        [DirectoryOf(Of(settings).File)];

    /// <inheritdoc/>
    public override Reason Probe(RemedySettings settings, IRemedyEnvironment environment)
    {
        var directory = DirectoryOf(Of(settings).File);
        return !environment.Exists(directory)
                ? new Reason(ReasonCode.KnobAbsent, Text: $"{directory} is not there: make it, or name another file")
            : environment.DryRun || environment.MayWriteTo(directory) ? default
            : new Reason(ReasonCode.ObserveOnly, Text: $"{directory} is not writable");
    }

    /// <inheritdoc/>
    public override IEnumerable<RemedyStep> Run(RemedySettings settings, RemedyContext context)
    {
        var path = Of(settings).File;
        if (!context.Environment.Exists(path))
        {
            yield return new FileMark(path);
        }
    }

    private static string? Expected(string path)
    {
        foreach (var tree in KernelTrees)
        {
            if (path.StartsWith(tree, StringComparison.Ordinal))
            {
                return $"an ordinary file, not one of the kernel's in {tree}";
            }
        }

        return null;
    }

    private static string DirectoryOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    private static FlagRebootSettings Of(RemedySettings settings) => (FlagRebootSettings)settings;
}
