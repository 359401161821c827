using System.Text;

namespace FragGuard.Kernel;

/// <summary>Finds which of a few known names a word of kernel text is: names to small numbers, made once, asked without allocating.</summary>
internal sealed class NameTable
{
    private readonly byte[][] _names;
    private readonly int[] _slots;

    /// <summary>Makes the table; several names may share a slot.</summary>
    internal NameTable(params ReadOnlySpan<(string Name, int Slot)> entries)
    {
        _names = new byte[entries.Length][];
        _slots = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            _names[i] = Encoding.ASCII.GetBytes(entries[i].Name);
            _slots[i] = entries[i].Slot;
        }

        Array.Sort(_names, _slots, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
    }

    /// <summary>The slot of one name.</summary>
    /// <returns>False if the name is not in the table.</returns>
    internal bool TryFind(ReadOnlySpan<byte> name, out int slot)
    {
        var (low, high) = (0, _names.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var side = name.SequenceCompareTo(_names[middle]);
            if (side == 0)
            {
                slot = _slots[middle];
                return true;
            }

            (low, high) = side < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        slot = -1;
        return false;
    }
}
