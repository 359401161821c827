using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>No unwrapper and no part of the dump reader throws, hangs or invents, whatever a log holds: every wrapping
/// and every sample, damaged at random.</summary>
/// <remarks>The damage is drawn from fixed seeds, so that a failure comes back in the next run.</remarks>
public sealed class FailureFuzzTests
{
    private static readonly byte[][] Samples =
    [
        .. Directory.GetFiles(Path.Combine(Fixtures.Root,
            "reports")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        .. Enumerable.Concat<object[]>(WrappingTests.Plain, WrappingTests.Programs).Select(row =>
            Encoding.UTF8.GetBytes(
            ((string)row[0]).Replace("@", "java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)",
                StringComparison.Ordinal)
                .Replace("%", "java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)",
                    StringComparison.Ordinal))),
    ];

    // What the readers look for, so that damage hits them where it hurts.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{\"", "\"}", "\\n", "#012", "\\x", "\e[", "&#", "[", "]", "\0", "MESSAGE=", "\nMESSAGE\n", "__CURSOR=",
                "\\u", "kB", " free:",
            "*", "(", ":", "message repeated ", "99999999999999999999", "-", "\n", "Mem-Info:", "Node ",
                "lowmem_reserve[]:", "},{",
            "kernel: ", "invoked oom-killer: gfp_mask=", "cache: ", "\uffff", "4,1,2,-;", "<4>", "=>", "'",
                "[1,2,3,4,5]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Scan_DamagedLogs_EndsWithEventsInsideTheLog(int seed)
    {
        var random = new Random(seed);
        foreach (var sample in Samples)
        {
            for (var round = 0; round < 12; round++)
            {
                var found = Scans.Of(Damage(sample, random), out var scanner);

                Assert.All(found, one => Check(one, scanner.Lines));
            }
        }
    }

    [Fact]
    public void Scan_RandomBytes_FindsNothing()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(4000)];
            random.NextBytes(bytes);

            Assert.Empty(Scans.Of(bytes, out _));
        }
    }

    [Fact]
    public void Scan_VeryLongLine_IsReadWithoutGrowing()
    {
        var line = "{\"message\":\"" + string.Concat(Enumerable.Repeat("[{\\\"x", 200_000));

        Assert.Empty(Scans.Of(Encoding.UTF8.GetBytes(line), out _));
    }

    private static void Check(FailureEvent found, long lines)
    {
        Assert.InRange(found.Line, 1, lines);
        Assert.True(found.Count > 0);
        var judgement = FailureJudgement.Of(found);
        Assert.All(judgement.Zones, zone => Assert.True(zone.SuitableBlocks == 0 || zone.Zone.FreeBlocks.Count > 0));
        Assert.False(string.IsNullOrEmpty(judgement.Verdict.Name()));
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (var wounds = random.Next(1, 6); wounds > 0 && bytes.Count > 0; wounds--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(150, bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }
}
