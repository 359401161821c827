using System.Buffers;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy.Tests;

/// <summary>The compact form of a trace: what goes in comes out, whatever a crash tears.</summary>
public sealed class RingTests
{
    private const long StartMs = 1_763_600_000_000;

    [Fact]
    public void Read_WhatWasWritten_IsATraceOfTheSameSamples()
    {
        var writer = new RingWriter();
        writer.Begin();
        writer.Machine(new MachineFacts { PageBytes = 65536, ThpOrder = 13 });
        writer.File("/proc/zoneinfo", "Node 0, zone Normal\n"u8);
        writer.Sample(Table(5, 100, 3), StartMs);
        writer.Sample(Table(4, 100, 0), StartMs + 15_000);
        writer.Record("4,1,1,-;java: page allocation failure: order:4\n SUBSYSTEM=x"u8);
        writer.Sample(Table(4, 5_000_000_000, 7), StartMs + 30_000);

        var text = Text(writer.Bytes, out var reader);

        Assert.Equal("""
            # fragguard-trace 1
            @ 1763600000
            > machine
            page_bytes 65536
            thp_order 13
            > proc/zoneinfo
            Node 0, zone Normal
            > proc/buddyinfo
            Node 0, zone Normal 5 100 3
            @ 1763600015
            > proc/buddyinfo
            Node 0, zone Normal 4 100 0
            @ 1763600030
            > proc/buddyinfo
            Node 0, zone Normal 4 5000000000 7
            ! 4,1,1,-;java: page allocation failure: order:4

            """, text);
        Assert.Equal((3L, 0L), (reader.Samples, reader.TornBytes));
    }

    [Fact]
    public void Read_TornAnywhere_GivesTheWholeFramesBeforeIt()
    {
        var writer = new RingWriter();
        writer.Begin();
        var ends = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            writer.Sample(Table((ulong)i, 100, 3), StartMs + (i * 1000));
            ends.Add(writer.Bytes.Length);
        }

        var all = writer.Bytes.ToArray();
        for (var length = RingFormat.Magic.Length; length <= all.Length; length++)
        {
            _ = Text(all.AsSpan(0, length), out var reader);
            Assert.Equal(ends.Count(end => end <= length), reader.Samples);
        }
    }

    [Fact]
    public void Read_DamagedByte_NeverThrowsAndNeverGoesOnBehindIt()
    {
        var writer = new RingWriter();
        writer.Begin();
        for (var i = 0; i < 20; i++)
        {
            writer.Sample(Table((ulong)i, 100, 3), StartMs + (i * 1000));
        }

        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = writer.Bytes.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            _ = Text(bytes, out var reader);
            Assert.True(reader.Samples < 20);
        }
    }

    [Fact]
    public void Read_RandomBytesBehindTheMagic_NeverThrows()
    {
        var random = new Random(9);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            _ = Text([.. RingFormat.Magic, .. bytes], out _);
        }

        Assert.False(new RingReader(new ArrayBufferWriter<byte>()).Read("Node 0"u8));
    }

    [Fact]
    public void Read_SeveralSegmentsAndAClockThatWasSetBack_IsOneTraceThatReplays()
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = new RingReader(output);
        foreach (var start in (long[])[StartMs, StartMs - 60_000])
        {
            var writer = new RingWriter();
            writer.Begin();
            writer.Machine(new MachineFacts());
            writer.Sample(Table(1, 2, 3), start);
            writer.Sample(Table(1, 2, 4), start - 5_000);
            Assert.True(reader.Read(writer.Bytes));
        }

        var trace = new TraceReader(output.WrittenMemory, TimeSpan.FromSeconds(1));
        while (trace.TryRead())
        {
        }

        Assert.Null(trace.Error);
        Assert.Equal(4, trace.Samples);
    }

    [Fact]
    public void Sample_SameRows_AllocatesNothingAndTakesFewBytes()
    {
        var writer = new RingWriter();
        var tables = new[] { Table(5, 100, 3), Table(6, 99, 3) };
        writer.Begin();

        // Two tables would be two layouts: one is parsed anew, as the guard does.
        var table = tables[0];
        var texts = new[] { RowText(5, 100, 3), RowText(6, 99, 3) };
        for (var i = 0; i < 4; i++)
        {
            table.Parse(texts[i % 2]);
            writer.Sample(table, StartMs + i);
        }

        writer.Clear();
        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            table.Parse(texts[i % 2]);
            writer.Sample(table, StartMs + 10 + (i * 15_000));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - beforeBytes);
        Assert.InRange(writer.Bytes.Length, 100, 100 * 16);
    }

    [Fact]
    public void TextOf_Zones_IsReadAsThey()
    {
        var zones = new ZoneInfoTable();
        Assert.True(zones.Parse("""
            Node 1, zone   Normal
              pages free     12
                    boost    1
                    min      10
                    low      12
                    high     14
                    spanned  100
                    present  90
                    managed  80
                    cma      5
                    protection: (0, 3, 7)

            """u8));
        var again = new ZoneInfoTable();

        Assert.True(again.Parse(RingZones.TextOf(zones)));

        Assert.Equal(zones.Rows[0] with { FreePages = 0 }, again.Rows[0]);
    }

    private static string Text(ReadOnlySpan<byte> segment, out RingReader reader)
    {
        var output = new ArrayBufferWriter<byte>();
        reader = new RingReader(output);
        reader.Read(segment);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static byte[] RowText(params ulong[] counts) =>
        Encoding.ASCII.GetBytes($"Node 0, zone   Normal {string.Concat(counts.Select(count => $"{count,6} "))}\n");

    private BuddyTable Table(params ulong[] counts)
    {
        _table.Parse(RowText(counts));
        return _table;
    }

    private readonly BuddyTable _table = new();
}
