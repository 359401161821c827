using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What a trace says of the machine that it was recorded on: the section <c>> machine</c>, lines <c>page_bytes
/// 65536</c> and <c>thp_order 13</c>. It stands in the first sample.</summary>
internal static class ReplayMachine
{
    internal const string Path = "machine";

    /// <summary>The section's text.</summary>
    internal static byte[] TextOf(MachineFacts machine) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"page_bytes {machine.PageBytes}\n{(machine.ThpOrder is { } order ? $"thp_order {order}\n" : "")}"));

    /// <summary>The facts with what the section says in their place; what makes no sense is left as it is.</summary>
    internal static MachineFacts Read(ReadOnlySpan<byte> text, MachineFacts facts)
    {
        facts = facts with { ThpOrder = null };
        foreach (var range in text.Split((byte)'\n'))
        {
            var fields = new FieldReader(text[range]);
            if (!fields.TryReadField(out var name) || !fields.TryReadInt32(out var value))
            {
                continue;
            }

            if (name.SequenceEqual("page_bytes"u8) && value >= 512 && int.IsPow2(value))
            {
                facts = facts with { PageBytes = value };
            }
            else if (name.SequenceEqual("thp_order"u8) && value <= Order.Max)
            {
                facts = facts with { ThpOrder = value };
            }
        }

        return facts;
    }
}
