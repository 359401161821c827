using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>The files that say who holds kernel memory: slabinfo, vmallocinfo, and single numbers of
/// others.</summary>
public sealed class MemoryHolderFilesTests
{
    private static readonly string[] Slabs =
    [
        "slabinfo - version: 2.1",
        "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> "
            + "<batchcount>",
        "kmalloc-8k           120    124   8192    4    8 : tunables    0    0    0 : slabdata     31     31      0",
        "dentry            154077 154077    192   21    1 : tunables    0    0    0 : slabdata   7337   7337      0",
        "empty                  0      0    192   21    1 : tunables    0    0    0 : slabdata      0      0      0",
        "broken                 x      0",
        "cut              154077 154077    192   21    1 : tunables    0    0    0 : slab",
    ];

    [Fact]
    public void SlabInfo_CachesThatHoldMemory_HaveTheirPages()
    {
        var caches = SlabInfo.Parse(Encoding.ASCII.GetBytes(string.Join('\n', Slabs) + "\n"));

        Assert.Equal([new SlabInfo("kmalloc-8k", 120, 248), new SlabInfo("dentry", 154077, 7337)], caches);
    }

    [Fact]
    public void VmallocInfo_AreasOfOneCaller_AreAddedUp()
    {
        var callers = VmallocInfo.Parse("""
            0xffffb0d4c0000000-0xffffb0d4c0005000   20480 load_module+0x1f/0x2c0 pages=4 vmalloc N0=4
            0xffffb0d4c0005000-0xffffb0d4c0007000    8192 acpi_os_map_iomem+0x1 phys=0x7ffe0000 ioremap
            0xffffb0d4c0008000-0xffffb0d4c000d000   20480 load_module+0x9/0x2c0 [x] pages=6 vmalloc vpages N1=6
            0xffffb0d4c0008000-0xffffb0d4c000d000   20480 unpurged vm_area
            0xffffb0d4c0009000-0xffffb0d4c000d000   20480 cut+0x9 pages=

            """u8);

        Assert.Equal([new VmallocInfo("load_module", 10)], callers);
    }

    [Theory]
    [InlineData("MemTotal", 0, 100UL)]
    [InlineData("Mem", 0, null)]
    [InlineData("size", 1, 77UL)]
    [InlineData("nr_free_pages", 0, 5UL)]
    [InlineData("Broken", 0, null)]
    [InlineData("Huge", 0, null)]
    [InlineData("Cut", 0, null)]
    public void NamedLines_Find_TakesTheWholeNameAndOneNumber(string name, int column, ulong? expected)
    {
        var text = """
            MemTotal:    100 kB
            size    4    77
            nr_free_pages 5
            Broken: x
            Huge: 99999999999999999999999
            Cut
            """u8;

        Assert.Equal(expected, NamedLines.Find(text, Encoding.ASCII.GetBytes(name), column));
    }

    [Fact]
    public void Parsers_RandomBytes_NeverThrow()
    {
        var random = new Random(11);
        var text = Encoding.ASCII.GetBytes(string.Join('\n', Slabs) + "\n0x0-0x1 4096 f+0x1 pages=4 vmalloc\n");
        for (var round = 0; round < 2000; round++)
        {
            var bytes = text.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var part = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            _ = SlabInfo.Parse(part);
            _ = VmallocInfo.Parse(part);
            _ = NamedLines.Find(part, "dentry"u8);
        }
    }
}
