using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace FragGuard.Policy.Tests;

/// <summary>Every trace gives the decisions that stand beside it, byte for byte. With FRAGGUARD_GOLDEN=1 in the
/// environment the files are written anew instead, for a person to review.</summary>
public sealed class ReplayGoldenTests
{
    public static TheoryData<string> Names => [.. TraceCases.Names];

    public static TheoryData<string> JsonNames =>
        ["sudden-collapse", "kernel-log-failure", "low-memory", "tune-restore", "escalation-rungs", "stalls"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Replay_Trace_DecidesAsExpected(string name)
    {
        var replay = TraceCases.Replay(name);
        var output = new ArrayBufferWriter<byte>();

        while (replay.TryRead(out var entry))
        {
            ReplayText.Write(output, entry, TraceCases.SettingsOf(name));
        }

        Assert.Null(replay.Error);
        AssertGolden(name + ".expected", output.WrittenSpan);
    }

    [Theory]
    [MemberData(nameof(JsonNames))]
    public void Replay_TraceAsJson_TellsAsExpected(string name)
    {
        var replay = TraceCases.Replay(name);
        var output = new ArrayBufferWriter<byte>();
        using var json = new ReplayJson(output);

        while (replay.TryRead(out var entry))
        {
            json.TryWrite(entry);
        }

        AssertGolden(name + ".json", output.WrittenSpan);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Replay_SameTraceAgain_IsTheSameToTheByte(string name)
    {
        Assert.Equal(Entries(TraceCases.Replay(name)), Entries(TraceCases.Replay(name)));
    }

    private static List<string> Entries(Policy.Replay replay)
    {
        var entries = new List<string>();
        while (replay.TryRead(out var entry))
        {
            entries.Add(entry.ToString());
        }

        return entries;
    }

    private static void AssertGolden(string file, ReadOnlySpan<byte> actual)
    {
        if (Environment.GetEnvironmentVariable("FRAGGUARD_GOLDEN") == "1")
        {
            File.WriteAllBytes(Path.Combine(SourceFolder(), file), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(TraceCases.Folder, file)), Encoding.UTF8.GetString(actual));
    }

    private static string SourceFolder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Traces");
}
