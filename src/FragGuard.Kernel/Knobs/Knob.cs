using System.Globalization;

namespace FragGuard.Kernel;

/// <summary>A kernel setting that the product may tune: what it is called, where it is, what it takes.</summary>
/// <remarks>All of them are in <see cref="KnobCatalog"/>. A knob may be absent on a given machine (older kernel, built
/// without, container): that is for who opens the file to find out.</remarks>
public sealed record Knob
{
    /// <summary>The name in the configuration: <c>vm.swappiness</c>, <c>thp.defrag</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The file, from the root of the file system and without a leading slash:
    /// <c>proc/sys/vm/swappiness</c>.</summary>
    public required string RelativePath { get; init; }

    /// <summary>What it takes.</summary>
    public KnobKind Kind { get; init; }

    /// <summary>The smallest number that the kernel takes.</summary>
    public long Min { get; init; }

    /// <summary>The smallest number that a configuration may ask for, where the kernel takes less and then breaks; else
    /// 0.</summary>
    public long SaneMin { get; init; }

    /// <summary>The largest number that any kernel takes.</summary>
    public long Max { get; init; } = int.MaxValue;

    /// <summary>True if 0 is taken too, as "off", although it is below <see cref="Min"/>.</summary>
    public bool ZeroIsOff { get; init; }

    /// <summary>The largest number that kernels before <see cref="MaxSince"/> take; null if it never changed.</summary>
    public long? OlderMax { get; init; }

    /// <summary>The first kernel that takes more than <see cref="OlderMax"/>.</summary>
    public KernelVersion MaxSince { get; init; }

    /// <summary>The words that a <see cref="KnobKind.Choice"/> takes; older kernels may lack some.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The knob that reads 0 as soon as this one is written: the same limit in another unit. To restore such a
    /// pair, write the one of the two that was not 0. Null if there is none.</summary>
    public string? Pair { get; init; }

    /// <summary>The first kernel that has it.</summary>
    public KernelVersion Since { get; init; }

    /// <summary>True if a lower value than the machine has may harm it at once; no automatism may lower it.</summary>
    public bool NeverLower { get; init; }

    /// <summary>Checks a value that a configuration asks for.</summary>
    /// <param name="value">The value as it would be written: digits without sign or blanks, or a word.</param>
    /// <param name="running">The kernel that would take it; null if that is not known.</param>
    /// <returns>Null if the value is good; else what is wrong with it, as the end of a sentence that names the
    /// knob.</returns>
    public string? Check(string value, KernelVersion? running = null)
    {
        if (CheckForm(value) is { } wrong)
        {
            return wrong;
        }

        if (Kind != KnobKind.Number)
        {
            return null;
        }

        var number = long.Parse(value, CultureInfo.InvariantCulture);
        return number < SaneMin ? $"below {SaneMin} is known to break the kernel, and this is {value}"
            : number > OlderMax && running < MaxSince
                ? $"takes at most {OlderMax} before Linux {MaxSince}, and this is {running}"
            : null;
    }

    /// <summary>True for a value that some kernel takes, and so for every value that was read from the file.</summary>
    public bool Accepts(string value) => CheckForm(value) is null;

    private string? CheckForm(string value) => Kind switch
    {
        KnobKind.Choice => CheckChoice(value),
        KnobKind.Flag => value is "0" or "1" ? null : $"takes 0 or 1, not \"{value}\"",
        _ => CheckNumber(value),
    };

    private string? CheckChoice(string value)
    {
        foreach (var choice in Choices)
        {
            if (string.Equals(choice, value, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return $"takes one of {string.Join(", ", Choices)}, not \"{value}\"";
    }

    private string? CheckNumber(string value)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && !IsPadded(value)
            && ((number >= Min && number <= Max) || (ZeroIsOff && number == 0)))
        {
            return null;
        }

        var range = ZeroIsOff ? $"0, or {Min} to {Max}" : $"{Math.Max(Min, SaneMin)} to {Max}";
        return $"takes a whole number, {range}, not \"{value}\"";
    }

    private static bool IsPadded(string digits) => digits.Length > 1 && digits[0] == '0';
}
