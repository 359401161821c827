using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>The part of <c>/proc/zoneinfo</c> that decisions depend on, as short as the kernel's layout allows: what
/// per-CPU lists hold would fill a ring with what nobody asks for.</summary>
public static class RingZones
{
    /// <summary>Writes it.</summary>
    public static byte[] TextOf(ZoneInfoTable zones)
    {
        var text = new StringBuilder();
        foreach (ref readonly var zone in zones.Rows)
        {
            if (zone.IsPopulated)
            {
                text.Append(CultureInfo.InvariantCulture, $"Node {zone.Id.Node}, zone {zone.Id.Zone}\n  pages free "
                    + $"0\n")
                    .Append(CultureInfo.InvariantCulture, $" boost {zone.BoostPages}\n min {zone.MinPages}\n low "
                        + $"{zone.LowPages}\n")
                    .Append(CultureInfo.InvariantCulture, $" high {zone.HighPages}\n present {zone.PresentPages}\n")
                    .Append(CultureInfo.InvariantCulture, $" managed {zone.ManagedPages}\n cma {zone.CmaPages}\n")
                    .Append(CultureInfo.InvariantCulture, $" protection: ({zone.ProtectionPages})\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
