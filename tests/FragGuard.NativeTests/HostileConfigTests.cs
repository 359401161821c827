using System.Diagnostics;
using System.Text;

namespace FragGuard.NativeTests;

/// <summary>Whatever stands where the configuration should be: a sentence, and a daemon that goes on as it
/// was.</summary>
/// <remarks>Only the native binary has the heap's hard limit, and running into that is no exception but the
/// end.</remarks>
public sealed class HostileConfigTests
{
    private const int LimitBytes = 64 << 10;

    private const string Good = """
        [sampling]
        interval = "100ms"

        [[watch]]
        order = 4
        floor = 64
        """;

    public static TheoryData<string> Shapes => [.. Texts.Keys];

    private static Dictionary<string, string> Texts { get; } = new()
    {
        ["inline tables"] = Filled("x = [", "{b=1},", "]"),
        ["empty arrays"] = Filled("x = [", "[],", "]"),
        ["numbers"] = Filled("x = [", "1,", "]"),
        ["nested arrays"] = Filled("x = ", "[", ""),
        ["nested tables"] = Filled("x = ", "[{a=", ""),
        ["a dotted key"] = Filled("", "a.", "a = 1"),
        ["dotted keys"] = Filled("", string.Join('.', Enumerable.Repeat("a", 60)) + " = 1\n", ""),
        ["tables of dotted keys"] = Numbered(i => $"k{i}.{string.Join('.', Enumerable.Repeat("a", 60))} = 1\n"),
        ["keys"] = Numbered(i => $"k{i} = 1\n"),
        ["the same key"] = Filled("", "a=1\n", ""),
        ["escapes"] = Filled("x = \"", "\\q", "\""),
        ["a string"] = Filled("x = \"", "x", "\""),
        ["underscores"] = Filled("x = 0x", "_", ""),
        ["tables"] = Numbered(i => $"[t{i}]\n"),
        ["arrays of tables"] = Filled("", "[[a]]\n", ""),
        ["words"] = Filled("x = [", "x,", "]"),
        ["mistakes"] = Filled("", "a = 01\n", ""),
        ["open braces"] = Filled("", "a = {b=1\n", ""),
        ["open strings"] = Filled("", "a = \"\"\"\n", ""),
        ["comments"] = Filled("", "#\n", "x = 1"),
        ["lines"] = Filled("", "\n", "x = 1"),
        ["brackets"] = Filled("", "[", ""),
        ["control characters"] = Filled("", "\u0001\n", ""),
        ["control characters in a comment"] = Filled("#", "\u0001", ""),
        ["newlines in a string"] = Filled("x = \"", "\n", ""),
        ["keys without values"] = Filled("", "a=", ""),
        ["commas"] = Filled("x = [", ",", "]"),
        ["carriage returns"] = Filled("", "\r", ""),
        ["rungs"] = Filled("", "[[ladder]]\nx=1\n", ""),
    };

    [NativeTheory]
    [MemberData(nameof(Shapes))]
    public void Check_LargestFileOfAShape_IsRefusedInSentences(string shape)
    {
        using var file = new TempFile(Texts[shape]);

        var (exitCode, output, errors) = GuardProcess.Run("check", file.Path);

        var lines = errors.TrimEnd('\n').Split('\n');
        Assert.Equal((78, ""), (exitCode, output));
        Assert.InRange(lines.Length, 1, 310);
        Assert.StartsWith(file.Path, lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 500));
    }

    [NativeFact]
    public void HangUp_AnyShape_IsRejectedAndTheDaemonGoesOn()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Good);
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        foreach (var text in Texts.Values.Append(Texts["inline tables"] + Filled("y = [", "{b=1},", "]")))
        {
            Reject(machine, guard, () => machine.Write("/etc/fragguard.toml", text));
        }

        machine.Write("/etc/fragguard.toml", Good);
        guard.Signal(GuardProcess.HangUp);
        machine.WaitFor("config-reloaded");
        guard.Signal(GuardProcess.Terminate);
        Assert.Equal(0, guard.WaitForEnd().ExitCode);
    }

    [NativeFact]
    public void HangUp_WhatIsNoFile_IsRejectedAndTheDaemonGoesOn()
    {
        using var machine = new FakeMachine();
        using var guard = GuardProcess.Guard(machine, Good);
        var path = machine.Root + "/etc/fragguard.toml";
        machine.WaitForNotification(said => said.Contains("READY=1", StringComparison.Ordinal), "READY=1");

        Replace(() => MakeFifo(path), "a named pipe; expected a file");
        Replace(() => Directory.CreateDirectory(path), "a directory; expected a file");
        Directory.Delete(path);
        Replace(() => File.CreateSymbolicLink(path, "/dev/zero"), "a device; expected a file");
        Replace(() => MakeSparse(path, 10L << 30), "longer than 64 KiB");
        guard.Signal(GuardProcess.Terminate);
        Assert.Equal(0, guard.WaitForEnd().ExitCode);

        void Replace(Action make, string words)
        {
            File.Delete(path);
            Assert.Contains($"{path}: {words}", Reject(machine, guard, make)["MESSAGE"], StringComparison.Ordinal);
        }
    }

    [NativeFact]
    public void Check_EndlessStandardInput_IsRefused()
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" check - < /dev/zero", NativeBinary.Path])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;

        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(78, process.ExitCode);
        Assert.StartsWith("<stdin>: longer than 64 KiB", errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Reject(FakeMachine machine, GuardProcess guard, Action replace)
    {
        var count = machine.Count("config-rejected");
        replace();
        guard.Signal(GuardProcess.HangUp);
        var rejected = machine.WaitFor("config-rejected", _ => machine.Count("config-rejected") > count);
        machine.WaitForFeeds(2);
        Assert.False(guard.HasExited);
        lock (machine.Records)
        {
            return machine.Records.FindLast(
                record => record.GetValueOrDefault("FRAGGUARD_EVENT") == "config-rejected") ?? rejected;
        }
    }

    private static void MakeFifo(string path)
    {
        using var mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
    }

    private static void MakeSparse(string path, long bytes)
    {
        using var file = File.Create(path);
        file.SetLength(bytes);
    }

    /// <summary>A text of exactly the largest size that is parsed.</summary>
    private static string Filled(string before, string repeated, string after)
    {
        var count = (LimitBytes - before.Length - after.Length) / repeated.Length;
        return before + new StringBuilder().Insert(0, repeated, count) + after;
    }

    private static string Numbered(Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length + line(i).Length <= LimitBytes; i++)
        {
            text.Append(line(i));
        }

        return text.ToString();
    }

    private sealed class TempFile : IDisposable
    {
        internal TempFile(string text) => File.WriteAllText(Path, text);

        internal string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
