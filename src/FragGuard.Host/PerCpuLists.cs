using System.Runtime.CompilerServices;

namespace FragGuard.Host;

/// <summary>Makes CPUs give back the free pages on their own lists, where pages do not merge into larger
/// blocks.</summary>
/// <remarks>A CPU trims its list to <c>pcp-&gt;high</c> when something is freed there (mm/page_alloc.c
/// free_unref_page(), nr_pcp_free()), and an idle one frees nothing for long. Memory that is touched and given back on
/// a CPU makes it trim. Which CPU that is, cannot be chosen here, because the service's sandbox has no
/// sched_setaffinity(2): as many threads as there are CPUs are started instead, and the scheduler puts new threads on
/// idle CPUs, the very ones that matter.</remarks>
internal static unsafe class PerCpuLists
{
    private const int Pages = 64;
    private const int MostThreads = 24;          // TasksMax= of the unit is 64.
    private const int MostCpus = 4096;
    private const int StackBytes = 128 << 10;
    private const int PatienceMs = 50;

    /// <summary>Drains the list of this CPU, and of the others as far as threads get on them within some
    /// milliseconds.</summary>
    internal static void Drain()
    {
        DrainHere();
        var cpus = Environment.ProcessorCount;
        if (cpus == 1)
        {
            return;
        }

        var (drained, left) = (new int[MostCpus], cpus);
        var until = Environment.TickCount64 + PatienceMs;
        var threads = new Thread?[Math.Min(cpus, MostThreads)];
        for (var place = 0; place < threads.Length; place++)
        {
            threads[place] = TryStart(() => DrainOthers(drained, ref left, until));
        }

        foreach (var thread in threads)
        {
            thread?.Join();
        }
    }

    private static Thread? TryStart(ThreadStart work)
    {
        try
        {
            var thread = new Thread(work, StackBytes);
            thread.Start();
            return thread;
        }
        catch (Exception fault) when (fault is OutOfMemoryException or ThreadStartException)
        {
            // A limit on tasks: then fewer CPUs are drained.
            return null;
        }
    }

    private static void DrainOthers(int[] drained, ref int left, long until)
    {
        while (Volatile.Read(ref left) > 0 && Environment.TickCount64 < until)
        {
            var cpu = Libc.CurrentCpu();
            if ((uint)cpu < MostCpus && Interlocked.Exchange(ref drained[cpu], 1) == 0)
            {
                DrainHere();
                _ = Interlocked.Decrement(ref left);
            }

            // Whoever wakes is put on an idle CPU.
            Thread.Sleep(1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DrainHere()
    {
        var pageBytes = Environment.SystemPageSize;
        var bytes = (nuint)(Pages * pageBytes);
        var memory = Libc.Map(0, bytes, Libc.ReadAndWrite, Libc.PrivateAnonymous, -1, 0);
        if (memory == Libc.MapFailed)
        {
            return;
        }

        for (var page = 0; page < Pages; page++)
        {
            Unsafe.WriteUnaligned((byte*)memory + (page * pageBytes), 1);
        }

        _ = Libc.Unmap(memory, bytes);
    }
}
