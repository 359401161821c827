using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace FragGuard.Systemd.Records;

/// <summary>
/// Renders the message of a log event for people: strings without quotes, numbers in the invariant culture.
/// </summary>
/// <remarks>Keeps its buffer, so it is for one thread at a time.</remarks>
internal sealed class MessageText
{
    private const int MaxKeptChars = 16 * 1024;

    // l: strings literally; j: structures as JSON.
    private readonly MessageTemplateTextFormatter _formatter = new("{Message:lj}", CultureInfo.InvariantCulture);
    private StringBuilder _text = new();

    /// <summary>Renders one message.</summary>
    /// <param name="logEvent">The event.</param>
    /// <param name="keepNewlines">Whether newlines stay newlines.</param>
    /// <returns>Text without control characters.</returns>
    internal string Render(LogEvent logEvent, bool keepNewlines)
    {
        _text.Clear();
        using (var writer = new StringWriter(_text, CultureInfo.InvariantCulture))
        {
            _formatter.Format(logEvent, writer);
        }

        var rendered = _text.ToString();
        if (_text.Capacity > MaxKeptChars)
        {
            _text = new StringBuilder();
        }

        return SafeText.Escape(rendered, keepNewlines);
    }
}
