using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>A key that a remedy has of its own: how it is written, what it sets, and one line of help.</summary>
/// <param name="Name">The key.</param>
/// <param name="Help">What it is for: a phrase without a full stop.</param>
/// <remarks>A few kinds, each with what a reader and a writer of TOML need to know; what a value looks like in the file
/// is for them to say.</remarks>
public abstract record RemedyKey(string Name, string Help)
{
    /// <summary>The remedy can do nothing without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A value as an administrator would write it, in TOML; null where the default is example
    /// enough.</summary>
    public string? Example { get; init; }
}

/// <summary>True or false.</summary>
public sealed record FlagKey(
    string Name, string Help, Func<RemedySettings, bool> Get, Func<RemedySettings, bool, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>One of a few words.</summary>
public sealed record ChoiceKey(
    string Name,
    string Help,
    IReadOnlyList<string> Words,
    Func<RemedySettings, int> Get,
    Func<RemedySettings, int, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>An amount of memory, in bytes.</summary>
public sealed record SizeKey(
    string Name,
    string Help,
    ulong Min,
    ulong Max,
    Func<RemedySettings, ulong> Get,
    Func<RemedySettings, ulong, RemedySettings> With)
    : RemedyKey(Name, Help)
{
    /// <summary>Stands for all that there is.</summary>
    public const ulong All = ulong.MaxValue;

    /// <summary>The word "all" is taken, too.</summary>
    public bool MayBeAll { get; init; }
}

/// <summary>A whole number that need not be set.</summary>
public sealed record NumberKey(
    string Name,
    string Help,
    int Min,
    int Max,
    Func<RemedySettings, int?> Get,
    Func<RemedySettings, int, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>The absolute path of a file. <c>Expected</c> says what a path that does not serve should have been; null
/// for one that does.</summary>
public sealed record PathKey(
    string Name,
    string Help,
    Func<string, string?> Expected,
    Func<RemedySettings, string> Get,
    Func<RemedySettings, string, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>A text that need not be set. <c>Noun</c> is what it names, with its article: <c>a cgroup</c>;
/// <c>Expected</c> says what a text that does not serve should have been, null for one that does.</summary>
public sealed record TextKey(
    string Name,
    string Help,
    string Noun,
    Func<string, string?> Expected,
    Func<RemedySettings, string?> Get,
    Func<RemedySettings, string, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>A program with its arguments, which no shell sees.</summary>
public sealed record CommandKey(
    string Name,
    string Help,
    Func<RemedySettings, ValueList<string>> Get,
    Func<RemedySettings, ValueList<string>, RemedySettings> With)
    : RemedyKey(Name, Help);

/// <summary>Knobs of <see cref="KnobCatalog"/> with their values.</summary>
public sealed record KnobSetKey(
    string Name,
    string Help,
    Func<RemedySettings, ValueList<TuneEntry>> Get,
    Func<RemedySettings, ValueList<TuneEntry>, RemedySettings> With)
    : RemedyKey(Name, Help);
