using System.Buffers;
using System.Text;

namespace FragGuard.Policy.Tests;

public sealed class TraceWriterTests
{
    [Fact]
    public void Section_Sample_IsReadBackAsItWas()
    {
        var trace = Write(writer =>
        {
            writer.Sample(TimeSpan.FromSeconds(12.25));
            writer.Section("/proc/buddyinfo", "Node 0, zone   Normal      1 \n"u8);
            writer.Record("4,1,2,-;java: page allocation failure: order:4\n SUBSYSTEM=mm\n"u8);
        });

        Assert.Equal(
            "# fragguard-trace 1\n@ 12.25\n> proc/buddyinfo\nNode 0, zone   Normal      1 \n"
                + "! 4,1,2,-;java: page allocation failure: order:4\n",
            trace);
    }

    [Fact]
    public void Section_TextThatLooksLikeATrace_CannotBreakIt()
    {
        var trace = Write(writer =>
        {
            writer.Sample(TimeSpan.Zero);
            writer.Section("proc/odd", "@ 5\n> proc/buddyinfo\n! x\n# y\n\nend"u8);
        });
        var reader = new TraceReader(Encoding.UTF8.GetBytes(trace), TimeSpan.Zero);

        Assert.True(reader.TryRead());
        Assert.Equal(
            " @ 5\n > proc/buddyinfo\n ! x\n # y\n\nend\n", Encoding.UTF8.GetString(reader.Sections[0].Text.Span));
        Assert.False(reader.TryRead());
        Assert.Null(reader.Error);
    }

    [Fact]
    public void Section_Unchanged_IsLeftOutUnlessItIsBuddyinfo()
    {
        var trace = Write(writer =>
        {
            for (var i = 0; i < 3; i++)
            {
                writer.Sample(TimeSpan.FromSeconds(i));
                writer.Section("proc/zoneinfo", i < 2 ? "a\n"u8 : "b\n"u8);
                writer.Section("proc/buddyinfo", "c\n"u8);
            }
        });

        Assert.Equal(
            "# fragguard-trace 1\n@ 0\n> proc/zoneinfo\na\n> proc/buddyinfo\nc\n@ 1\n> proc/buddyinfo\nc\n"
                + "@ 2\n> proc/zoneinfo\nb\n> proc/buddyinfo\nc\n",
            trace);
    }

    [Fact]
    public void MachineAndClock_AreFilesOfTheirOwn()
    {
        var trace = Write(writer =>
        {
            writer.Sample(TimeSpan.Zero);
            writer.Machine(new MachineFacts { PageBytes = 65536, ThpOrder = 13 });
            writer.Clock(new TimeSpan(4, 59, 30));
        });

        Assert.Equal("# fragguard-trace 1\n@ 0\n> machine\npage_bytes 65536\nthp_order 13\n> clock\n04:59:30\n", trace);
    }

    private static string Write(Action<TraceWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TraceWriter(output);
        writer.Begin();
        write(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
