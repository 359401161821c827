using System.Buffers;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Daemon.Tests;

/// <summary>The ring of files: bounded in space and time, whole after a crash.</summary>
public sealed class RingRecorderTests : IDisposable
{
    private static readonly string[] ZoneNames = ["DMA", "DMA32", "Normal"];

    private readonly string _directory = Directory.CreateTempSubdirectory("fragguard-ring-").FullName;
    private readonly Clock _clock = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Take_WildMachineOfManyZonesLookedAtEachSecond_TakesAtMostTwoMegabytesADay()
    {
        var random = new Random(1);
        var table = new BuddyTable();
        using (var recorder = new RingRecorder(_directory, 7, new MachineFacts(), _clock))
        {
            for (var second = 0; second < 86_400; second += 4)
            {
                table.Parse(Rows(random, zones: 24));
                recorder.Take(table);
                _clock.Now = _clock.Now.AddSeconds(4);
            }
        }

        var bytes = RingFiles.In(_directory).Sum(file => new FileInfo(file).Length);
        Assert.InRange(bytes, 1 << 20, 2 << 20);
    }

    [Fact]
    public void Take_HealthyLooks_AllocateNothing()
    {
        using var recorder = new RingRecorder(_directory, 7, new MachineFacts(), _clock);
        var table = new BuddyTable();
        byte[][] texts = [[.. "Node 0, zone   Normal      1      2 \n"u8],
            [.. "Node 0, zone   Normal      3      2 \n"u8]];
        for (var i = 0; i < 8; i++)
        {
            Look(i);
        }

        var beforeBytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Look(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - beforeBytes);

        void Look(int i)
        {
            table.Parse(texts[i % 2]);
            recorder.Take(table);
            _clock.Now = _clock.Now.AddSeconds(15);
        }
    }

    [Fact]
    public void Take_NewDay_BeginsASegmentAndRemovesWhatIsTooOld()
    {
        using var recorder = new RingRecorder(_directory, 2, new MachineFacts(), _clock);
        for (var day = 0; day < 6; day++)
        {
            Sample(recorder);
            recorder.Flush();
            _clock.Now = _clock.Now.AddDays(1);
        }

        Assert.InRange(RingFiles.In(_directory).Length, 2, 4);
    }

    [Fact]
    public void Take_AfterAKill_TheNextStartLosesNothingThatWasWritten()
    {
        // Not disposed: killed. What it had written is torn, too.
        var killed = new RingRecorder(_directory, 7, new MachineFacts(), _clock);
        Sample(killed);
        killed.Flush();
        var torn = RingFiles.In(_directory)[0];
        killed.Dispose();
        File.AppendAllText(torn, "Dtorn");
        _clock.Now = _clock.Now.AddMinutes(1);
        using (var next = new RingRecorder(_directory, 7, new MachineFacts(), _clock))
        {
            Sample(next);
        }

        var output = new ArrayBufferWriter<byte>();
        var reader = new RingReader(output);
        foreach (var file in RingFiles.In(_directory))
        {
            Assert.True(reader.Read(File.ReadAllBytes(file)));
        }

        Assert.Equal((2L, 5L), (reader.Samples, reader.TornBytes));
    }

    [Fact]
    public void Take_DirectoryThatCannotBe_IsToldAndTriedAgain()
    {
        var place = Path.Combine(_directory, "file");
        File.WriteAllText(place, "");
        using var recorder = new RingRecorder(place, 7, new MachineFacts(), _clock);

        Sample(recorder);
        Assert.NotNull(recorder.Error);
        File.Delete(place);
        Sample(recorder);
        Assert.NotNull(recorder.Error);
        _clock.Now = _clock.Now.AddMinutes(2);
        Sample(recorder);

        Assert.Null(recorder.Error);
    }

    [Fact]
    public void TakeFailure_OfTheKernelLog_IsAFailureToWhoeverReadsIt()
    {
        Assert.True(AllocationFailure.TryParseLogLine(
            "4,1,1,-;java: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL)"u8, out var failure));
        using (var recorder = new RingRecorder(_directory, 7, new MachineFacts(), _clock))
        {
            Sample(recorder);
            recorder.TakeFailure(failure, 4);
            Sample(recorder);
        }

        var output = new ArrayBufferWriter<byte>();
        new RingReader(output).Read(File.ReadAllBytes(RingFiles.In(_directory)[0]));
        var study = new FloorStudy([4], new MachineFacts());
        Assert.Null(study.Take(output.WrittenMemory, TimeSpan.FromSeconds(1)));
        Assert.Equal(1, study.Failures);
    }

    private static void Sample(RingRecorder recorder)
    {
        var table = new BuddyTable();
        table.Parse("Node 0, zone Normal 1 2 3\n"u8);
        recorder.Take(table);
    }

    private static byte[] Rows(Random random, int zones)
    {
        var text = new StringBuilder();
        for (var zone = 0; zone < zones; zone++)
        {
            text.Append($"Node {zone / 3}, zone {ZoneNames[zone % 3]}");
            for (var order = 0; order < 11; order++)
            {
                text.Append(' ').Append(random.Next(100_000));
            }

            text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
