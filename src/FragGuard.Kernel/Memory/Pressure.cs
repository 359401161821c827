namespace FragGuard.Kernel;

/// <summary>One reading of <c>/proc/pressure/memory</c>, <c>io</c> or <c>cpu</c>: how much time was lost waiting
/// (PSI).</summary>
/// <remarks>Layout: <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=0</c> and the same for <c>full</c>. Since 4.20,
/// with CONFIG_PSI; the file may be missing, or answer EOPNOTSUPP where PSI is switched off. Compaction and reclaim
/// count as memory pressure, the guard's own included. Source: kernel/sched/psi.c psi_show().</remarks>
/// <param name="Some">Time in which at least one task waited.</param>
/// <param name="Full">Time in which every task that was not idle waited; null where the kernel has no such line (cpu
/// before 5.13).</param>
public readonly record struct Pressure(PressureLine Some, PressureLine? Full)
{
    /// <summary>Where the kernel shows lack of memory.</summary>
    public const string MemoryPath = "/proc/pressure/memory";

    /// <summary>Where the kernel shows lack of disk bandwidth.</summary>
    public const string IoPath = "/proc/pressure/io";

    /// <summary>Reads the whole text.</summary>
    /// <returns>False without a <c>some</c> line, or with one of the two lines broken.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Pressure pressure)
    {
        PressureLine? some = null, full = null;
        pressure = default;
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            var fields = new FieldReader(line);
            var isSome = fields.TrySkip("some"u8);
            if (!isSome && !fields.TrySkip("full"u8))
            {
                continue;
            }

            if (!PressureLine.TryRead(fields, out var values))
            {
                return false;
            }

            some = isSome ? some ?? values : some;
            full = isSome ? full : full ?? values;
        }

        pressure = new Pressure(some ?? default, full);
        return some is not null;
    }
}
