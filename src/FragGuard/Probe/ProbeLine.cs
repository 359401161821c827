using System.Globalization;
using System.Text;
using FragGuard.Host;

namespace FragGuard;

/// <summary>The line that the guard leaves for probes, read back: <c>&lt;seconds since boot&gt; &lt;fragmented 0/1&gt;
/// &lt;unhealed 0/1&gt; &lt;message&gt;</c>.</summary>
/// <param name="age">How long ago the guard said so; null where nothing can be read.</param>
/// <param name="isFragmented">An incident is open.</param>
/// <param name="message">What to tell, at most 80 bytes of printable ASCII.</param>
internal sealed class ProbeLine(TimeSpan? age, bool isFragmented, string message)
{
    private const int MostMessageBytes = 80;
    private const int MostBytes = 4096;

    /// <summary>How long ago the guard said so; null where nothing can be read.</summary>
    internal TimeSpan? Age => age;

    /// <summary>An incident is open.</summary>
    internal bool IsFragmented => isFragmented;

    /// <summary>What to tell.</summary>
    internal string Message => message;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is found.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="uptimeSeconds">Seconds since boot.</param>
    internal static ProbeLine Read(string path, string name, long uptimeSeconds)
    {
        var reading = RegularFile.Read(path, name, MostBytes);
        return reading.End switch
        {
            FileReadEnd.Read => Parse(Encoding.UTF8.GetString(reading.Content!), name, uptimeSeconds),
            FileReadEnd.Absent => Unknown($"no guard runs, or it leaves no {name}"),
            _ => Unknown(reading.Error!),
        };
    }

    /// <summary>Reads the line.</summary>
    internal static ProbeLine Parse(string text, string name, long uptimeSeconds)
    {
        var fields = text.Split(' ', 4);
        if (fields.Length != 4 || !text.EndsWith('\n')
            || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || fields[1] is not ("0" or "1") || fields[2] is not ("0" or "1"))
        {
            return Unknown($"{name}: not a line of the guard's");
        }

        // A line of another boot, in a directory that outlived it.
        var age = TimeSpan.FromSeconds(uptimeSeconds - at);
        return age < TimeSpan.FromSeconds(-1)
            ? Unknown($"{name} was left before the last boot")
            : new ProbeLine(age < TimeSpan.Zero ? TimeSpan.Zero : age, fields[1] == "1", Cut(fields[3].TrimEnd('\n')));
    }

    /// <summary>The line of a state that is not known.</summary>
    internal static ProbeLine Unknown(string message) => new(null, false, Cut(message));

    /// <summary>What node-problem-detector takes of a message.</summary>
    internal static string Cut(string message)
    {
        var text = new StringBuilder();
        foreach (var letter in message.AsSpan(0, Math.Min(message.Length, MostMessageBytes)))
        {
            text.Append(letter is >= ' ' and < '\x7f' ? letter : '?');
        }

        return text.ToString();
    }
}
