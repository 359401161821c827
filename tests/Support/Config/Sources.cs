using System.Text;
using FragGuard.Config;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Testing;

/// <summary>The files and machines that configuration tests read.</summary>
internal static class Sources
{
    /// <summary>The source tree.</summary>
    internal static string Tree { get; } = FindTree();

    /// <summary>A machine with two NUMA nodes, pages of 4 KiB, no huge pages, and an old kernel: everything there is to
    /// warn of.</summary>
    internal static MachineProfile Machine { get; } =
        new(new MachineFacts { PageBytes = 4096, ThpOrder = null, HasZfs = true }, new KernelVersion(5, 4), BootId: "");

    /// <summary>The zones of that machine: 512 MiB of DMA32, and 8 GiB of Normal on each node.</summary>
    internal static MachineZones Zones { get; } = new(
    [
        new(Id(0, "DMA32"), Orders: 11, ManagedPages: 131_072),
        new(Id(0, "Normal"), Orders: 11, ManagedPages: 2_097_152),
        new(Id(1, "Normal"), Orders: 11, ManagedPages: 2_097_152),
    ]);

    internal static ConfigResult Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    internal static ConfigResult Read(byte[] utf8) => ConfigReader.Read(utf8, "fragguard.toml", machine: null);

    internal static ConfigResult ReadHere(byte[] utf8) => ConfigReader.Read(utf8, "fragguard.toml", Machine, Zones);

    internal static ConfigResult ReadHere(string text) => ReadHere(Encoding.UTF8.GetBytes(text));

    /// <summary>The settings of a file that must be right.</summary>
    internal static GuardSettings Settings(string text)
    {
        var result = Read(text);

        Assert.Empty(result.Errors);
        return result.Settings!;
    }

    /// <summary>The only mistake of a file.</summary>
    internal static string Error(string text)
    {
        var result = Read(text);

        Assert.Null(result.Settings);
        return Assert.Single(result.Errors).ToString();
    }

    internal static ZoneId Id(int node, string zone)
    {
        Assert.True(ZoneName.TryParse(zone, out var name));
        return new ZoneId(node, name);
    }

    private static string FindTree()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FragGuard.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no FragGuard.sln above the tests");
        }

        return folder;
    }
}
