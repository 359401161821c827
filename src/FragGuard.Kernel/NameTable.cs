using System.Text;

namespace FragGuard.Kernel;

/// <summary>Finds which of a few known names a word of kernel text is. Made once, asked without allocating.</summary>
internal sealed class NameTable
{
    private const int Buckets = 256;

    private readonly byte[][] _names;
    private readonly int[] _slots;

    // Entries by hash: the first one of a bucket, and behind each entry the next one; -1 ends a chain.
    private readonly int[] _first = new int[Buckets];
    private readonly int[] _next;

    /// <summary>Makes the table; several names may share a slot.</summary>
    internal NameTable(params ReadOnlySpan<(string Name, int Slot)> entries)
    {
        _names = new byte[entries.Length][];
        _slots = new int[entries.Length];
        _next = new int[entries.Length];
        _first.AsSpan().Fill(-1);
        for (var i = 0; i < entries.Length; i++)
        {
            _names[i] = Encoding.ASCII.GetBytes(entries[i].Name);
            _slots[i] = entries[i].Slot;
            var bucket = Hash(_names[i]);
            (_next[i], _first[bucket]) = (_first[bucket], i);
        }
    }

    /// <summary>The slot of one name.</summary>
    /// <returns>False if the name is not in the table.</returns>
    internal bool TryFind(ReadOnlySpan<byte> name, out int slot)
    {
        slot = -1;
        if (name.IsEmpty)
        {
            return false;
        }

        for (var entry = _first[Hash(name)]; entry >= 0; entry = _next[entry])
        {
            if (name.SequenceEqual(_names[entry]))
            {
                slot = _slots[entry];
                return true;
            }
        }

        return false;
    }

    // The kernel's names differ in length and at their ends; most words that are not in a table stop here.
    private static int Hash(ReadOnlySpan<byte> name) =>
        (name[0] + (name[^1] * 7) + (name[name.Length / 2] * 31) + (name.Length * 61)) % Buckets;
}
