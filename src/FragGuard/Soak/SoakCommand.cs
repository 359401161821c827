using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;
using FragGuard.Systemd.Hosting;

namespace FragGuard;

/// <summary><c>fragguard soak</c>, hidden: runs the guard's own ticks back to back on a virtual clock and counts what
/// they cost. Tests hold the counts against zero; the benchmark takes the time.</summary>
internal static class SoakCommand
{
    private const int WarmUpTicks = 1000;

    internal static Command Create()
    {
        var ticks = new Option<int>("--ticks")
        {
            Description = "How many ticks.",
            DefaultValueFactory = _ => 1_000_000,
        };
        var command = new Command("soak", "Run ticks back to back in dry run and count what they cost.")
        {
            Hidden = true,
        };
        var publish = new Option<bool>("--publish") { Description = "Leave the state for others, too, at every tick." };
        command.Options.Add(ticks);
        command.Options.Add(publish);
        command.SetAction(parsed => Run(CommandLine.RootOf(parsed), parsed.GetValue(ticks), parsed.GetValue(publish)));
        return command;
    }

    private static int Run(KernelRoot root, int ticks, bool publishes)
    {
        root = root.IsLive ? root : new KernelRoot(root.Directory) { IsFixed = true };
        using var log = new Serilog.LoggerConfiguration().CreateLogger();
        using var notifier = new NonBlockingNotifier();
        var reporter = new Reporter(log, TimeProvider.System);
        using var daemon = new Daemon.Daemon(
            new GuardSettings { DryRun = true }, MachineProbe.Probe(root), root, reporter,
            new StatusPublisher(root, notifier));
        if (publishes)
        {
            daemon.PublishBy(new FleetPublisher(root, reporter), RunCommand.Version);
        }

        var now = TimeSpan.Zero;
        daemon.Start(now);
        now = Ticks(daemon, WarmUpTicks, now);
        var before = Counts.Now();
        var startedAt = Stopwatch.GetTimestamp();
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        Ticks(daemon, ticks, now);
        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBytes;
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        Print(ticks, elapsed, allocatedBytes, before, Counts.Now());
        return ExitCodes.Ok;
    }

    // A hundred ticks a virtual second: a million of them are less than a day, so that no daily summary falls among
    // them.
    private static TimeSpan Ticks(Daemon.Daemon daemon, int ticks, TimeSpan now)
    {
        for (var i = 0; i < ticks; i++)
        {
            now += TimeSpan.FromMilliseconds(10);
            daemon.Tick(now);

            // As if a beat had passed; nothing else looks at this time.
            daemon.Publish(now + (i * FleetPublisher.Beat));
        }

        return now;
    }

    private static void Print(int ticks, TimeSpan elapsed, long allocatedBytes, Counts before, Counts after)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            Write(json, ticks, elapsed, allocatedBytes, before, after);
        }

        StandardOutput.TryWrite(output.WrittenSpan);
    }

    private static void Write(
        Utf8JsonWriter json, int ticks, TimeSpan elapsed, long allocatedBytes, Counts before, Counts after)
    {
        json.WriteStartObject();
        json.WriteNumber("ticks"u8, ticks);
        json.WriteNumber("allocated_bytes"u8, allocatedBytes);
        json.WriteNumber("collections"u8, after.Collections - before.Collections);
        json.WriteNumber("rss_before_kib"u8, before.RssKib);
        json.WriteNumber("rss_after_kib"u8, after.RssKib);
        json.WriteNumber("descriptors_before"u8, before.Descriptors);
        json.WriteNumber("descriptors_after"u8, after.Descriptors);
        json.WriteNumber("ns_per_tick"u8, (long)(elapsed.TotalNanoseconds / ticks));
        json.WriteEndObject();
    }

    private readonly record struct Counts(int Collections, long RssKib, int Descriptors)
    {
        internal static Counts Now() => new(
            GC.CollectionCount(0),
            Environment.WorkingSet / 1024,
            Directory.GetFileSystemEntries("/proc/self/fd").Length);
    }
}
