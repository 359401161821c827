using System.Text;

namespace FragGuard.Kernel;

/// <summary>Every write that the product may ever make to the kernel: which file, and with which value.</summary>
/// <remarks>The writer asks here last, in the process that holds the privilege, whatever it was told before. Paths are
/// compared as they stand, so only one spelling of each is allowed; that no step of it is a symbolic link is for the
/// writer to see to.</remarks>
public static class KnobAllowList
{
    // The longest value is an amount with a swappiness.
    private const int MaxValueBytes = 64;

    /// <summary>True if this file may be written with exactly these bytes.</summary>
    /// <param name="relativePath">The file, from the root of the file system and without a leading slash.</param>
    /// <param name="value">The bytes; no newline.</param>
    public static bool Allows(string relativePath, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValueBytes || value.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return false;
        }

        return relativePath switch
        {
            DropCaches.RelativePath => DropCaches.Allows(value),
            CompactMemory.RelativePath => CompactMemory.Allows(value),
            _ when NodeCompact.IsPath(relativePath) => NodeCompact.Allows(value),
            _ when NodeReclaim.IsPath(relativePath) => NodeReclaim.Allows(value),
            _ when CgroupReclaim.IsPath(relativePath) => CgroupReclaim.Allows(value),
            _ => AllowsKnob(relativePath, Encoding.ASCII.GetString(value)),
        };
    }

    private static bool AllowsKnob(string relativePath, string value)
    {
        foreach (var knob in KnobCatalog.All)
        {
            if (string.Equals(knob.RelativePath, relativePath, StringComparison.Ordinal))
            {
                return knob.Accepts(value);
            }
        }

        return false;
    }
}
