using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FragGuard.NativeTests;

/// <summary>The process that holds huge pages, on this machine: what it takes is real, and nothing is left when it
/// dies.</summary>
public sealed class ReserveHolderTests
{
    private const string PmdSize = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static long HugeBytes => long.Parse(File.ReadAllText(PmdSize).Trim(), CultureInfo.InvariantCulture);

    [NativeFact]
    public void HoldReserve_TakeAndLetGo_AreWholeHugePages()
    {
        using var holder = Start(most: 4);
        Assert.Equal((0, 0), Ask(holder, 0));
        var own = HugeBytesOf(holder.Id);   // Where thp.enabled is "always", its heap may have some.

        Assert.Equal((3, 0), Ask(holder, 3));
        Assert.Equal(3 * HugeBytes, HugeBytesOf(holder.Id) - own);
        Assert.Equal("1000", File.ReadAllText($"/proc/{holder.Id}/oom_score_adj").Trim());
        Assert.Equal("fragguard-hold", File.ReadAllText($"/proc/{holder.Id}/comm").Trim());

        // Never more than it was started for.
        Assert.Equal((4, 0), Ask(holder, 9));
        Assert.Equal((1, 0), Ask(holder, -3));
        Assert.Equal(HugeBytes, HugeBytesOf(holder.Id) - own);
        Assert.Equal((0, 0), Ask(holder, -9));
        Assert.Equal(own, HugeBytesOf(holder.Id));

        holder.StandardInput.Close();
        Assert.True(holder.WaitForExit(Patience), "it outlives its input");
        Assert.Equal(0, holder.ExitCode);
    }

    [NativeFact]
    public void HoldReserve_ParentIsKilled_DiesThoughItsInputGoesOn()
    {
        var directory = Directory.CreateTempSubdirectory("fragguard-holder-").FullName;
        try
        {
            var (fifo, answers) = ($"{directory}/tell", $"{directory}/answers");
            using (var make = Process.Start("mkfifo", fifo))
            {
                make.WaitForExit();
            }

            // This process keeps the input open, so that only the death of the parent can end the holder.
            using var input = new FileStream(
                fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var command = $"{NativeBinary.Path} hold-reserve -1 {HugeBytes} 2 <{fifo} >{answers} & echo $!; wait";
            using var parent = Process.Start(new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", command },
                RedirectStandardOutput = true,
            })!;
            var holder = int.Parse(parent.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            input.Write(BytesOf(2));
            bool HasAnswered() => new FileInfo(answers) is { Exists: true, Length: 12 };
            Assert.True(SpinWait.SpinUntil(HasAnswered, Patience), "it does not answer");
            Assert.True(HugeBytesOf(holder) >= 2 * HugeBytes, "it holds no huge pages");

            parent.Kill();

            Assert.True(SpinWait.SpinUntil(() => !HoldsAny(holder), Patience), "it holds memory for nobody");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [NativeFact]
    public void HoldReserve_Killed_ItsAnswerEnds()
    {
        using var holder = Start(most: 2);
        Assert.Equal((2, 0), Ask(holder, 2));

        holder.Kill();

        Assert.Equal(-1, holder.StandardOutput.BaseStream.ReadByte());
        Assert.True(holder.WaitForExit(Patience));
        Assert.Equal(137, holder.ExitCode);
    }

    [NativeFact]
    public void HoldReserve_OddArguments_EndsWithAnErrorNumber()
    {
        string[] odd =
            ["", "-1", "-1 2097152", "-1 2097151 1", "-1 2097152 x", "-1 2097152 -1", "-1 2097152 2147483647"];
        foreach (var arguments in odd)
        {
            using var holder = Process.Start(new ProcessStartInfo(NativeBinary.Path, "hold-reserve " + arguments))!;

            Assert.True(holder.WaitForExit(Patience), arguments);
            Assert.Equal(22, holder.ExitCode);
        }
    }

    private static Process Start(int most) => Process.Start(new ProcessStartInfo(NativeBinary.Path)
    {
        ArgumentList = { "hold-reserve", "-1", Text(HugeBytes), Text(most) },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Held pages, and what became of the last one: 0 is done.
    private static (int Held, int End) Ask(Process holder, int pages)
    {
        holder.StandardInput.BaseStream.Write(BytesOf(pages));
        holder.StandardInput.BaseStream.Flush();
        var answer = new byte[12];
        holder.StandardOutput.BaseStream.ReadExactly(answer);
        return (BitConverter.ToInt32(answer, 0), BitConverter.ToInt32(answer, 4));
    }

    private static byte[] BytesOf(int pages) => MemoryMarshal.AsBytes<int>([pages]).ToArray();

    private static bool HoldsAny(int process) => Directory.Exists($"/proc/{process}") && HugeBytesOf(process) > 0;

    private static long HugeBytesOf(int process)
    {
        var bytes = 0L;
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
            {
                if (line.StartsWith("AnonHugePages:", StringComparison.Ordinal))
                {
                    var kib = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                    bytes += long.Parse(kib, CultureInfo.InvariantCulture) << 10;
                }
            }
        }
        catch (IOException)
        {
            // Gone in the meantime.
            return 0;
        }

        return bytes;
    }
}
