using System.Buffers;
using System.Globalization;
using System.Text;

namespace FragGuard.Policy;

/// <summary>Writes a trace that <see cref="TraceReader"/> reads.</summary>
/// <remarks>A file that is as it was in the sample before is left out, for the last one seen stays in force; but never
/// buddyinfo: its presence says that it was read.</remarks>
public sealed class TraceWriter(IBufferWriter<byte> output)
{
    private readonly Dictionary<string, ArrayBufferWriter<byte>> _written = [];

    /// <summary>Writes the first line, and what of the machine decides how the samples are read.</summary>
    public void Begin() => Line(TraceReader.Header);

    /// <summary>Begins a sample.</summary>
    /// <param name="at">Its time, on a clock that never goes back.</param>
    public void Sample(TimeSpan at) => Line(string.Create(CultureInfo.InvariantCulture, $"@ {TraceTime.Seconds(at)}"));

    /// <summary>Writes the machine's page size and the order of a huge page, so that a replay elsewhere reads orders
    /// the same way.</summary>
    public void Machine(MachineFacts machine) => Section(ReplayMachine.Path, ReplayMachine.TextOf(machine));

    /// <summary>Writes the local time of day, for the daily windows.</summary>
    public void Clock(TimeSpan timeOfDay) =>
        Section(
            ReplayClock.Path, Encoding.ASCII.GetBytes(timeOfDay.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture)));

    /// <summary>Writes a captured file.</summary>
    /// <param name="path">The file, with or without a leading slash.</param>
    /// <param name="text">Its text. A line in it that could be taken for one of the trace's own gets a blank before
    /// it.</param>
    public void Section(string path, ReadOnlySpan<byte> text)
    {
        path = path.TrimStart('/');
        if (IsUnchanged(path, text))
        {
            return;
        }

        Line("> " + path);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!line.IsEmpty && line[0] is (byte)'@' or (byte)'>' or (byte)'!' or (byte)'#')
            {
                output.Write(" "u8);
            }

            output.Write(line);
            output.Write("\n"u8);
        }
    }

    /// <summary>Writes a record of the kernel log. Its dictionary, behind the first line, is left out.</summary>
    public void Record(ReadOnlySpan<byte> record)
    {
        var end = record.IndexOf((byte)'\n');
        output.Write("! "u8);
        output.Write(end < 0 ? record : record[..end]);
        output.Write("\n"u8);
    }

    private bool IsUnchanged(string path, ReadOnlySpan<byte> text)
    {
        if (path == "proc/buddyinfo")
        {
            return false;
        }

        if (!_written.TryGetValue(path, out var last))
        {
            _written[path] = last = new ArrayBufferWriter<byte>();
        }
        else if (last.WrittenSpan.SequenceEqual(text))
        {
            return true;
        }

        last.ResetWrittenCount();
        last.Write(text);
        return false;
    }

    private void Line(string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Write("\n"u8);
    }
}
