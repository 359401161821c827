using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Systemd.Native;
using FragGuard.Systemd.Records;
using Serilog.Events;

namespace FragGuard.Systemd.Lines;

/// <summary>One readable line an event on stderr, for somebody at a terminal: <c>HH:mm:ss level message</c>.</summary>
/// <remarks>Only the level has a colour, and only where it asks for attention.</remarks>
public sealed class ConsoleLineSink : LineSink
{
    private const string Reset = "\x1b[0m";

    private readonly bool _isColoured;

    /// <summary>A sink on stderr.</summary>
    /// <param name="isColoured">Whether to colour; <see cref="IsColourWanted()"/> says what the user wants.</param>
    public ConsoleLineSink(bool isColoured) : this(LineOutput.ForStandardError(), isColoured)
    {
    }

    /// <summary>A sink on the given output.</summary>
    internal ConsoleLineSink(LineOutput output, bool isColoured) : base(output) => _isColoured = isColoured;

    /// <summary>
    /// Whether stderr is a terminal that takes colours and whose user did not refuse them (NO_COLOR).
    /// </summary>
    public static bool IsColourWanted() => IsColourWanted(
        LibcDescriptor.IsTerminal(LineOutput.StandardError) == 1,
        Environment.GetEnvironmentVariable);

    /// <summary>The decision, from its evidence.</summary>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="environment">Reads an environment variable.</param>
    internal static bool IsColourWanted(bool isTerminal, Func<string, string?> environment) =>
        isTerminal
        && string.IsNullOrEmpty(environment("NO_COLOR"))
        && environment("TERM") is not (null or "" or "dumb");

    private protected override string Format(LogEvent logEvent, MessageText message)
    {
        var priority = SyslogPriority.Of(logEvent);
        var colour = _isColoured ? Colour(priority) : "";
        var line = new StringBuilder()
            .Append(logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture))
            .Append(' ')
            .Append(colour)
            .Append(SyslogPriority.Word(priority).PadRight(6))
            .Append(colour.Length == 0 ? "" : Reset)
            .Append(' ')
            .Append(message.Render(logEvent, keepNewlines: false))
            .Append('\n');
        if (logEvent.Exception is { } exception)
        {
            AppendIndented(line, SafeText.Escape(exception.ToString(), keepNewlines: true));
        }

        return line.ToString();
    }

    private static void AppendIndented(StringBuilder lines, string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lines.Append("    ").Append(line).Append('\n');
        }
    }

    private static string Colour(int priority) => priority switch
    {
        <= SyslogPriority.Error => "\x1b[31m",
        SyslogPriority.Warning => "\x1b[33m",
        SyslogPriority.Debug => "\x1b[2m",
        _ => "",
    };
}
