using FragGuard.Chaos.Faults;

namespace FragGuard.Chaos;

/// <summary>One case of the campaign: a machine, and what happens on it. Drawn from the seed alone.</summary>
/// <param name="Seed">The campaign's seed.</param>
/// <param name="Number">The case's number.</param>
/// <param name="Machine">How the machine is set up.</param>
/// <param name="Steps">What happens, in order.</param>
internal sealed record Plan(int Seed, int Number, Setup Machine, Plan.Step[] Steps)
{
    /// <summary>Something that happens.</summary>
    /// <param name="Number">Its number in the case.</param>
    /// <param name="Fault">Which fault.</param>
    /// <param name="Seed">What the fault draws its own details from.</param>
    /// <param name="PauseMs">How long nothing happens after it, in milliseconds.</param>
    internal sealed record Step(int Number, Fault Fault, int Seed, int PauseMs);

    /// <summary>Draws a case.</summary>
    /// <param name="seed">The campaign's seed.</param>
    /// <param name="number">The case's number.</param>
    /// <param name="isRoot">Whether mounts and other users are possible here.</param>
    internal static Plan Draw(int seed, int number, bool isRoot)
    {
        var random = new Random(Mix(seed, number));
        var setup = Setup.Draw(random, number, isRoot);
        var faults = FaultTable.All;
        var weight = faults.Sum(fault => fault.Weight);
        var steps = new Step[random.Next(6, 22)];
        for (var i = 0; i < steps.Length; i++)
        {
            var at = random.Next(weight);
            var fault = faults.First(fault => (at -= fault.Weight) < 0);
            var longestPauseMs = random.Next(4) switch { 0 => 1, 1 => 40, 2 => 250, _ => 900 };
            steps[i] = new Step(i, fault, random.Next(), random.Next(longestPauseMs));
        }

        return new Plan(seed, number, setup, steps);
    }

    private static int Mix(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 8191) ^ (number >> 3));
}

/// <summary>How a case's machine is set up.</summary>
/// <param name="Owner">The user that the guard runs as: 0 for that of the campaign, else another.</param>
/// <param name="SmallRunKib">The size of a small file system over /run/fragguard; 0 for none.</param>
/// <param name="SmallStateKib">The size of a small file system over /var/lib/fragguard; 0 for none.</param>
/// <param name="Config">Which of the good configurations it starts with.</param>
/// <param name="IsFragmented">Whether memory is in pieces from the start.</param>
internal sealed record Setup(uint Owner, int SmallRunKib, int SmallStateKib, int Config, bool IsFragmented)
{
    // Users that no machine has, so that a limit of processes counts this guard's alone.
    private const uint FirstOwner = 61_000;
    private const int Owners = 4000;

    internal static Setup Draw(Random random, int number, bool isRoot) => new(
        isRoot && random.Next(3) == 0 ? FirstOwner + (uint)(number % Owners) : 0,
        isRoot && random.Next(3) == 0 ? random.Next(1, 6) * 16 : 0,
        isRoot && random.Next(3) == 0 ? random.Next(1, 6) * 16 : 0,
        random.Next(Configs.Good.Length),
        random.Next(2) == 0);

    public override string ToString() =>
        (Owner == 0 ? "own user, " : $"user {Owner}, ")
        + $"{(SmallRunKib == 0 ? "" : $"/run/fragguard of {SmallRunKib} KiB, ")}"
        + $"{(SmallStateKib == 0 ? "" : $"/var/lib/fragguard of {SmallStateKib} KiB, ")}{Configs.Names[Config]}, "
        + (IsFragmented ? "fragmented" : "healthy");
}
