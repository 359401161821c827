using System.Globalization;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What remedies may ask about this machine, answered by looking at its files.</summary>
/// <param name="root">Where the machine's files are.</param>
/// <param name="machine">What was found out about it.</param>
/// <param name="dryRun">Nothing will be written, so nothing needs to be writable.</param>
internal sealed class RemedyEnvironment(KernelRoot root, MachineProfile machine, bool dryRun) : IRemedyEnvironment
{
    private const string NodesPath = "/sys/devices/system/node";
    private const int LargestBytes = 16 << 20;
    private const int LargestKnobBytes = 64 << 10;

    /// <summary>How much is held in reserve on a node; nothing is kept where nobody says so.</summary>
    internal Func<int, ulong?> Reserve { get; init; } = static _ => null;

    /// <inheritdoc/>
    public MachineProfile Machine => machine;

    /// <inheritdoc/>
    public bool DryRun => dryRun;

    /// <inheritdoc/>
    public IReadOnlyList<int> Nodes => NodesOf(root);

    /// <summary>Reads the file of a knob. One that cannot be read has a value all the same: it is unknown, not
    /// "nothing".</summary>
    internal static KnobReading ReadKnob(KernelRoot root, string path)
    {
        var reading = RegularFile.Read(root.Path(path), path, LargestKnobBytes);
        return reading.Content is { } content ? KnobReading.Of(content, path) : new KnobReading(null, reading.Error);
    }

    /// <summary>The NUMA nodes that sysfs shows; none on a kernel without them.</summary>
    internal static IReadOnlyList<int> NodesOf(KernelRoot root)
    {
        var nodes = new List<int>();
        var directory = root.Path(NodesPath);
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateDirectories(directory, "node*") : [])
        {
            var number = Path.GetFileName(path).AsSpan(4);
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var node))
            {
                nodes.Add(node);
            }
        }

        nodes.Sort();
        return nodes;
    }

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(root.Path(path)) || Directory.Exists(root.Path(path));

    /// <inheritdoc/>
    public bool MayWriteTo(string path) => ThisProcess.MayWriteTo(root.Path(path));

    /// <inheritdoc/>
    public KnobReading ReadKnob(string path) => ReadKnob(root, path);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadFile(string path) =>
        RegularFile.Read(root.Path(path), path, LargestBytes).Content ?? ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc/>
    public ulong? ReserveBytes(int node) => Reserve(node);

    /// <inheritdoc/>
    public Reason ReasonAgainst(string path)
    {
        if (!File.Exists(root.Path(path)))
        {
            return new Reason(ReasonCode.KnobAbsent, Text: $"{path}: this kernel has no such file");
        }

        return dryRun || MayWriteTo(path)
            ? default
            : new Reason(ReasonCode.ObserveOnly, Text: ThisProcess.IsRoot
                ? $"{path} is read-only here: a container needs this path mounted writable"
                : $"{path} needs uid 0");
    }

    /// <inheritdoc/>
    public Reason ReasonAgainstProgram(string program) =>
        !File.Exists(program) ? new Reason(ReasonCode.KnobAbsent, Text: $"{program}: no such program")
        : ProgramTrust.Against(program) is { } why ? new Reason(ReasonCode.UnsafeProgram, Text: why)
        : default;
}
