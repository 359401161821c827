using System.Globalization;

namespace FragGuard.Chaos;

/// <summary>The command line.</summary>
internal sealed record Options
{
    internal const string Usage = """
        usage: fragguard-chaos --binary FILE [--seed N] [--minutes M] [--cases N] [--jobs N] [--verbose]
               fragguard-chaos --binary FILE --seed N --case N [--steps N,N,...]
               fragguard-chaos --parsers N [--seed N]

        Plays storms of faults against the native binary on fake machines, or gives damaged texts to every parser.
          --seed N      what is drawn; a random one otherwise. The seed is printed.
          --minutes M   how long; 1 otherwise, and a fraction will do
          --cases N     so many cases, however long they take
          --case N      only this case of the seed
          --steps N,... only these steps of it, to find out which of them are to blame
          --jobs N      so many cases side by side; twice as many as there are processors otherwise
          --verbose     tell of the cases that pass, too
          --parsers N   so many damaged texts instead
        """;

    internal string Binary { get; private init; } = "";

    internal int Seed { get; private init; }

    internal TimeSpan Duration { get; private init; } = TimeSpan.FromMinutes(1);

    internal int? Cases { get; private init; }

    internal int? Case { get; private init; }

    internal IReadOnlySet<int>? Steps { get; private init; }

    internal long? Parsers { get; private init; }

    internal int Jobs { get; private init; } = 2 * Environment.ProcessorCount;

    internal bool IsVerbose { get; private init; }

    /// <summary>Mounts, other users and lowered limits are possible.</summary>
    internal bool IsRoot { get; } = Libc.EffectiveUser() == 0;

    /// <summary>Reads the command line.</summary>
    /// <returns>Null if it is wrong.</returns>
    internal static Options? Parse(string[] arguments)
    {
        var options = new Options { Seed = Random.Shared.Next() };
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--verbose")
            {
                options = options with { IsVerbose = true };
            }
            else if (i + 1 == arguments.Length || options.With(arguments[i], arguments[++i]) is not { } more)
            {
                return null;
            }
            else
            {
                options = more;
            }
        }

        return options.Parsers is null && !File.Exists(options.Binary) ? null : options;
    }

    private Options? With(string name, string value) => (name, value) switch
    {
        ("--binary", _) => this with { Binary = Path.GetFullPath(value) },
        ("--seed", _) when Number(value) is { } seed => this with { Seed = (int)seed },
        ("--minutes", _) when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) =>
            this with { Duration = TimeSpan.FromMinutes(minutes) },
        ("--cases", _) when Number(value) is { } count and > 0 => this with { Cases = (int)count },
        ("--case", _) when Number(value) is { } number => this with { Case = (int)number },
        ("--steps", _) when Array.ConvertAll(value.Split(','), Number) is var steps && !steps.Contains(null) =>
            this with { Steps = steps.Select(step => (int)step!.Value).ToHashSet() },
        ("--jobs", _) when Number(value) is { } jobs and > 0 => this with { Jobs = (int)jobs },
        ("--parsers", _) when Number(value) is { } count => this with { Parsers = count },
        _ => null,
    };

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
