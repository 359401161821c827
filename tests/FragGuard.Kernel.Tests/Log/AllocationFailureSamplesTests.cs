using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>Every row of tests/fixtures/pagealloc/samples.tsv: real lines of real logs, near misses included.</summary>
public sealed class AllocationFailureSamplesTests
{
    public static TheoryData<string> Rows => [.. Fixtures.ReadLines("pagealloc", "samples.tsv")[1..]];

    [Theory]
    [MemberData(nameof(Rows))]
    public void TryParseLogLine_RealLine_GivesTheColumnsOfItsRow(string row)
    {
        var columns = row.Split('\t');

        var matched = AllocationFailure.TryParseLogLine(Encoding.Latin1.GetBytes(columns[0]), out var failure);

        Assert.Equal(KindOf(columns[5]), failure?.Kind);
        Assert.Equal(failure is not null, matched);
        if (failure is not null && columns[5] != "synthetic")
        {
            Assert.Equal(columns[1], failure.Comm ?? "");
            Assert.Equal(columns[2], failure.Order?.ToString() ?? "");
            Assert.Equal(columns[3], failure.Mode ?? "");
            Assert.Equal(columns[4], string.Join('|', failure.Gfp));
        }
    }

    [Fact]
    public void Rows_OfTheFixture_AreAllThere() => Assert.Equal(72, Rows.Count);

    // A made-up line in the kernel's own words cannot be told from a real one: only its source can.
    private static FailureKind? KindOf(string column) => column switch
    {
        "paf" or "paf_fragment" or "synthetic" => FailureKind.PageAllocationFailure,
        "stall" => FailureKind.Stall,
        "oom" => FailureKind.Oom,
        "vmalloc" => FailureKind.Vmalloc,
        "vmap" => FailureKind.Vmap,
        "slub" => FailureKind.Slub,
        "suppressed" => FailureKind.Suppressed,
        "oom_hint" => FailureKind.CompactionDisabled,
        "cpuset_line" => FailureKind.CpusetLine,
        "nearmiss" or "kmsg_other" => null,
        _ => throw new ArgumentException(column),
    };
}
