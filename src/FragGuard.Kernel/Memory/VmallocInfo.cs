using System.Text;

namespace FragGuard.Kernel;

/// <summary>Who has asked for vmalloc memory, by the function that did: lines of <c>/proc/vmallocinfo</c>
/// together.</summary>
/// <remarks>Layout: <c>0x...-0x... 20480 load_module+0x1/0x2 [mod] pages=4 vmalloc N0=4</c>. Mappings of devices have
/// no pages and are passed over. Mode 0400. Source: mm/vmalloc.c vmalloc_info_show().</remarks>
/// <param name="Caller">The function.</param>
/// <param name="Pages">Pages of all its areas.</param>
public sealed record VmallocInfo(string Caller, ulong Pages)
{
    /// <summary>Where the kernel shows it.</summary>
    public const string Path = "/proc/vmallocinfo";

    /// <summary>Reads it all; callers in the order in which they appear.</summary>
    public static List<VmallocInfo> Parse(ReadOnlySpan<byte> text)
    {
        var byCaller = new Dictionary<string, VmallocInfo>(StringComparer.Ordinal);
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            var at = line.IndexOf(" pages="u8);
            var fields = new FieldReader(line);
            if (at < 0 || !fields.TryReadField(out _) || !fields.TryReadField(out _)
                || !fields.TryReadField(out var caller)
                || !new FieldReader(line[(at + " pages=".Length)..]).TryReadUInt64(out var pages))
            {
                continue;
            }

            var end = caller.IndexOf((byte)'+');
            var name = Encoding.UTF8.GetString(end < 0 ? caller : caller[..end]);
            byCaller[name] = new VmallocInfo(name, pages + (byCaller.TryGetValue(name, out var known) ? known.Pages
                : 0));
        }

        return new List<VmallocInfo>(byCaller.Values);
    }
}
