namespace FragGuard.Kernel;

/// <summary>The beginning of one task's <c>/proc/PID/stat</c>: who it is and whether it runs, sleeps or
/// hangs.</summary>
/// <remarks>Layout: <c>1234 (comm) S 1 ...</c>. The name may hold blanks, parentheses and even newlines, so it ends at
/// the last closing parenthesis. Mode 0444. Source: fs/proc/array.c do_task_stat(), proc_pid_stat(5).</remarks>
public readonly ref struct ProcStat
{
    // Linux include/linux/sched.h.
    private const ulong KernelThreadFlag = 0x0020_0000; // PF_KTHREAD
    private const int KernelThreadParent = 2;           // kthreadd

    private ProcStat(int pid, ReadOnlySpan<byte> comm, char state)
    {
        Pid = pid;
        Comm = comm;
        State = state;
    }

    /// <summary>The task's id.</summary>
    public int Pid { get; }

    /// <summary>The task's name, without its parentheses; it points into the text that was read. Kernel threads may
    /// have more than 15 bytes here.</summary>
    public ReadOnlySpan<byte> Comm { get; }

    /// <summary>R running, S sleeping, D waiting in the kernel and not to be interrupted, Z zombie, T stopped, I idle
    /// kernel thread, ...</summary>
    public char State { get; }

    /// <summary>True for a task that waits in the kernel and cannot be interrupted.</summary>
    public bool IsUninterruptible => State == 'D';

    /// <summary>True for a thread of the kernel's own. A name proves nothing: any user may call a process
    /// <c>kcompactd0</c>.</summary>
    /// <remarks>By PF_KTHREAD in field 9, which no process can set; where the text ends before it, by the parent,
    /// kthreadd.</remarks>
    public bool IsKernelThread { get; private init; }

    /// <summary>Reads the file's text.</summary>
    /// <returns>False if it is not in the kernel's layout.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcStat stat)
    {
        stat = default;
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close <= open)
        {
            return false;
        }

        var before = new FieldReader(text[..open]);
        var after = new FieldReader(text[(close + 1)..]);
        if (!before.TryReadInt32(out var pid) || !before.AtEnd
            || !after.TryReadField(out var state) || state.Length != 1 || !char.IsAsciiLetter((char)state[0]))
        {
            return false;
        }

        stat = new ProcStat(pid, text[(open + 1)..close], (char)state[0]) { IsKernelThread = IsOfKernel(after) };
        return true;
    }

    /// <summary>Reads when the task began, in ticks since boot: field 22.</summary>
    /// <returns>False if the text ends before it or is not in the kernel's layout.</returns>
    public static bool TryReadStartTicks(ReadOnlySpan<byte> text, out ulong ticks)
    {
        const int fieldsBetween = 18;   // From ppid, field 4, to itrealvalue, field 21.
        ticks = 0;
        var fields = new FieldReader(text[(text.LastIndexOf((byte)')') + 1)..].TrimEnd((byte)'\n'));
        for (var skipped = 0; skipped <= fieldsBetween; skipped++)
        {
            if (!fields.TryReadField(out _))
            {
                return false;
            }
        }

        return fields.TryReadUInt64(out ticks);
    }

    // Behind the state: ppid pgrp session tty_nr tpgid flags.
    private static bool IsOfKernel(FieldReader fields)
    {
        if (!fields.TryReadInt32(out var parent))
        {
            return false;
        }

        for (var skipped = 0; skipped < 4; skipped++)
        {
            _ = fields.TryReadField(out _);
        }

        return fields.TryReadUInt64(out var flags) ? (flags & KernelThreadFlag) != 0 : parent == KernelThreadParent;
    }
}
