using System.Globalization;
using System.Numerics;
using FragGuard.Daemon;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>The order that a command line names: by its number, by the size of the block, or as a transparent huge
/// page.</summary>
internal static class OrderArgument
{
    /// <summary>What the help says of it.</summary>
    internal const string HelpName = "4|64KiB|thp";

    private static readonly (string Name, int Shift)[] Units =
        [("KiB", 10), ("MiB", 20), ("GiB", 30), ("K", 10), ("M", 20), ("G", 30)];

    /// <summary>Works it out for this machine.</summary>
    /// <param name="text">What the command line says.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="isBare">True for numbers that were pasted without the rest of their machine: a huge page is then
    /// what
    /// the page size makes it, as many pages as a page holds entries of 8 bytes.</param>
    /// <exception cref="GuardException">It is no order, or the machine has no such thing.</exception>
    internal static int Parse(string text, MachineFacts machine, bool isBare = false)
    {
        if (text.Equals("thp", StringComparison.OrdinalIgnoreCase))
        {
            return machine.ThpOrder ?? (isBare ? (int?)BitOperations.Log2((uint)machine.PageBytes / 8) : null)
                ?? throw new GuardException(
                ExitCodes.Unavailable,
                "--order thp: this kernel has no transparent huge pages; name an order or a size");
        }

        var order = TryBytes(text, out var bytes) ? Order.ForBytes(bytes, machine.PageBytes) : Number(text);
        return order is >= 0 and <= Order.Max ? (int)order : throw new GuardException(
            ExitCodes.Usage,
            $"--order {text}: expected an order from 0 to {Order.Max}, the size of a block such as 64KiB, or thp");
    }

    private static long Number(string text) =>
        TryNumber(text, out var number) && number <= Order.Max ? (long)number : -1;

    private static bool TryNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryBytes(string text, out ulong bytes)
    {
        bytes = 0;
        foreach (var (name, shift) in Units)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                && TryNumber(text.AsSpan(0, text.Length - name.Length).TrimEnd(' '), out var number))
            {
                bytes = number <= ulong.MaxValue >> shift ? number << shift : 0;
                return bytes > 0;
            }
        }

        return false;
    }
}
