using System.Globalization;
using System.Text;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>The names of the watches of a file: unique, and made up where the file has none.</summary>
internal sealed class WatchNames
{
    // What the guard itself calls the watch that a failed allocation in the kernel log makes.
    private const string KernelLog = "kernel-log";

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { KernelLog };

    /// <summary>Reads a name: short, printable, and not one that the guard itself uses.</summary>
    internal static string? Read(object value, out string result)
    {
        result = value as string ?? "";
        return value switch
        {
            KernelLog =>
                $"is \"{KernelLog}\", which FragGuard itself uses for failures in the kernel log; choose another",
            string { Length: 0 or > Limits.NameLength } =>
                $"is {ValueFormat.Shown(value)}; expected 1 to {Limits.NameLength} characters",
            string name when !IsPrintable(name) =>
                $"is {ValueFormat.Shown(value)}; control characters, line breaks and blanks at the ends are not "
                + "allowed",
            string => null,
            _ => $"is {ValueFormat.Shown(value)}; expected a text such as \"contiguous-64k\"",
        };
    }

    /// <summary>Takes a name that the file gives.</summary>
    /// <returns>False if another watch has it.</returns>
    internal bool TryTake(string name) => _taken.Add(name);

    /// <summary>The watch with a name: its own, or one after its order.</summary>
    internal WatchSettings Name(WatchSettings watch)
    {
        if (watch.Name.Length > 0)
        {
            return watch;
        }

        var order = OrderFormat.Write(watch.Order).Trim('"');
        var stem = watch.Order.Unit == OrderUnit.Order ? $"order-{order}" : order;
        var name = stem;
        for (var number = 2; !_taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        }

        return watch with { Name = name };
    }

    private static bool IsPrintable(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }
        }

        return name.Trim().Length == name.Length;
    }
}
