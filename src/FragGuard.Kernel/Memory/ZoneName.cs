using System.Text;

namespace FragGuard.Kernel;

/// <summary>The name of a memory zone as the kernel prints it: DMA, DMA32, Normal, HighMem, Movable, Device, or a
/// vendor's own.</summary>
/// <remarks>A value of 16 bytes, so that rows can be compared and kept without allocating. Source: mm/page_alloc.c
/// zone_names[].</remarks>
public readonly record struct ZoneName
{
    /// <summary>The longest name that is understood. The kernel's own are at most 7 bytes.</summary>
    public const int MaxBytes = 16;

    private readonly UInt128 _text;

    private ZoneName(UInt128 text) => _text = text;

    /// <summary>Takes a name from kernel text.</summary>
    /// <returns>False for an empty name, one longer than <see cref="MaxBytes"/>, or one with bytes outside printable
    /// ASCII.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ZoneName name)
    {
        name = default;
        if (text.IsEmpty || text.Length > MaxBytes)
        {
            return false;
        }

        UInt128 packed = 0;
        foreach (var value in text)
        {
            if (value is <= (byte)' ' or >= 0x7f)
            {
                return false;
            }

            packed = (packed << 8) | value;
        }

        name = new ZoneName(packed);
        return true;
    }

    /// <summary>Takes a name from a setting.</summary>
    /// <returns>False as <see cref="TryParse(ReadOnlySpan{byte}, out ZoneName)"/>.</returns>
    public static bool TryParse(string text, out ZoneName name) => TryParse(Encoding.UTF8.GetBytes(text), out name);

    /// <summary>The zone for old devices, tiny on x86 and named so on every architecture.</summary>
    public bool IsDma => _text == ((UInt128)'D' << 16 | (UInt128)'M' << 8 | 'A');

    /// <summary>Writes the name without allocating.</summary>
    /// <param name="into">Room for <see cref="MaxBytes"/>.</param>
    /// <returns>How many bytes it has.</returns>
    public int WriteTo(Span<byte> into)
    {
        var length = 0;
        for (var rest = _text; rest != 0; rest >>= 8)
        {
            length++;
        }

        for (var (rest, place) = (_text, length); rest != 0; rest >>= 8)
        {
            into[--place] = (byte)rest;
        }

        return length;
    }

    /// <summary>The name as text; empty for the default value.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxBytes];
        var start = MaxBytes;
        for (var rest = _text; rest != 0; rest >>= 8)
        {
            text[--start] = (char)(byte)rest;
        }

        return new string(text[start..]);
    }
}
