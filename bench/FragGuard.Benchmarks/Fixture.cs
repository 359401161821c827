using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Benchmarks;

/// <summary>A captured machine, or one of many zones made after it.</summary>
internal static class Fixture
{
    private const int NormalRow = 2;

    /// <summary>The directory that holds FragGuard.sln.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>The captured machine, of three zones.</summary>
    internal static string Machine { get; } = Path.Combine(Repository, "tests/fixtures/host-6.18-firecracker/idle");

    /// <summary>A file of the captured machine.</summary>
    internal static byte[] Read(string path) => File.ReadAllBytes(Machine + path);

    /// <summary>Free blocks of so many zones: those that were captured, or the largest of them once for each node, with
    /// other counts in each.</summary>
    internal static byte[] BuddyInfo(int zones)
    {
        var captured = File.ReadAllLines(Machine + "/proc/buddyinfo");
        if (zones == captured.Length)
        {
            return Read("/proc/buddyinfo");
        }

        var counts = Array.ConvertAll(
            captured[NormalRow].Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..], ulong.Parse);
        var text = new StringBuilder();
        for (var node = 0; node < zones; node++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Node {node}, zone   Normal ");
            for (var order = 0; order < counts.Length; order++)
            {
                var share = 1 + (ulong)(((node * 7) + (order * 3)) % 5);
                text.Append(CultureInfo.InvariantCulture, $"{counts[order] * share / 2,6} ");
            }

            text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Sizes and watermarks that go with <see cref="BuddyInfo"/>.</summary>
    internal static byte[] ZoneInfo(int zones)
    {
        var captured = File.ReadAllText(Machine + "/proc/zoneinfo");
        var start = captured.IndexOf("Node 0, zone   Normal", StringComparison.Ordinal);
        var end = captured.IndexOf("Node 0, zone", start + 1, StringComparison.Ordinal);
        var block = captured[start..end]["Node 0".Length..];
        return zones <= NormalRow + 1
            ? Encoding.ASCII.GetBytes(captured)
            : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, zones).Select(node => $"Node {node}{block}")));
    }

    /// <summary>The same, read.</summary>
    internal static ZoneInfoTable Sizes(int zones)
    {
        var sizes = new ZoneInfoTable();
        sizes.Parse(ZoneInfo(zones));
        return sizes;
    }

    /// <summary>Writes a text to a file of its own.</summary>
    /// <returns>The file's path.</returns>
    internal static string Write(byte[] text)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, text);
        return path;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FragGuard.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no FragGuard.sln above the program");
        }

        return folder;
    }
}
