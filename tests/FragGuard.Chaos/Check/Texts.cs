using System.Globalization;
using System.Text;
using FragGuard.Chaos.Machine;

namespace FragGuard.Chaos.Check;

/// <summary>What may reach a terminal or a journal: valid UTF-8 without anything that steers either.</summary>
internal static class Texts
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a text; null if nothing.</summary>
    internal static string? Fault(string text)
    {
        foreach (var letter in text)
        {
            if (letter is not ('\n' or '\t') && (char.IsControl(letter) || IsBidiOrSeparator(letter)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"U+{(int)letter:X4} in a text");
            }
        }

        return null;
    }

    /// <summary>Checks every journal record.</summary>
    internal static void CheckJournal(IEnumerable<Inbox.Message> records, Findings findings)
    {
        foreach (var record in records)
        {
            if (Inbox.Parse(record.Bytes) is not { } fields)
            {
                findings.Add("journal", $"a record that journald could not take apart: {record.Text}");
                continue;
            }

            foreach (var (name, value) in fields)
            {
                if (Fault(value) is { } fault)
                {
                    findings.Add("journal", $"{name} of {record.Field("FRAGGUARD_EVENT")}: {fault}");
                }
            }
        }
    }

    private static string? Fault(byte[] value)
    {
        try
        {
            return Fault(Strict.GetString(value));
        }
        catch (DecoderFallbackException)
        {
            return "invalid UTF-8";
        }
    }

    private static bool IsBidiOrSeparator(char letter) =>
        letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
