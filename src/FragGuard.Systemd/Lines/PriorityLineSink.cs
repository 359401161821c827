using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Systemd.Records;
using Serilog.Events;

namespace FragGuard.Systemd.Lines;

/// <summary>Lines on stderr with <c>&lt;N&gt;</c> priorities, as sd-daemon(3) reads them.</summary>
/// <remarks>
/// Every line of a message has the prefix, so a newline in a value cannot begin a line of another priority.
/// </remarks>
public sealed class PriorityLineSink : LineSink
{
    /// <summary>A sink on stderr.</summary>
    public PriorityLineSink() : this(LineOutput.ForStandardError())
    {
    }

    /// <summary>A sink on the given output.</summary>
    internal PriorityLineSink(LineOutput output) : base(output)
    {
    }

    private protected override string Format(LogEvent logEvent, MessageText message)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"<{SyslogPriority.Of(logEvent)}>");
        var lines = new StringBuilder();
        AppendLines(lines, prefix, message.Render(logEvent, keepNewlines: true));
        if (logEvent.Exception is { } exception)
        {
            AppendLines(lines, prefix, SafeText.Escape(exception.ToString(), keepNewlines: true));
        }

        return lines.ToString();
    }

    private static void AppendLines(StringBuilder lines, string prefix, string text)
    {
        // A newline at the end would make an empty line, not end this one.
        foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            lines.Append(prefix).Append(line).Append('\n');
        }
    }
}
