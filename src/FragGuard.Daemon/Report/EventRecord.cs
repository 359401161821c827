using System.Globalization;
using FragGuard.Kernel;
using FragGuard.Policy;
using Serilog.Events;
using Serilog.Parsing;

namespace FragGuard.Daemon;

/// <summary>One event on its way to the journal: a sentence for people and fields for programs.</summary>
/// <param name="name">One of <see cref="EventNames"/>.</param>
/// <param name="priority">The syslog priority: 2 critical, 3 error, 4 warning, 5 notice, 6 information.</param>
/// <param name="message">What happened, in words.</param>
internal sealed class EventRecord(string name, int priority, string message)
{
    private readonly List<LogEventProperty> _fields =
    [
        Property("FRAGGUARD_EVENT", name), Property("MESSAGE_ID", EventNames.MessageIdOf(name)),
        Property("PRIORITY", priority),
    ];

    /// <summary>One of <see cref="EventNames"/>.</summary>
    internal string Name => name;

    /// <summary>What happened, in words.</summary>
    internal string Message => message;

    /// <summary>The syslog priority.</summary>
    internal int Priority => priority;

    /// <summary>What was added, by the name without its prefix.</summary>
    internal List<EventField> Added { get; } = [];

    /// <summary>Adds a field; null adds none.</summary>
    internal EventRecord With(string field, object? value)
    {
        if (value is not null)
        {
            Added.Add(new EventField(field, value));
            _fields.Add(Property("FRAGGUARD_" + field, value));
        }

        return this;
    }

    /// <summary>Adds the fields of a zone.</summary>
    internal EventRecord With(ZoneId? zone) =>
        zone is { } id ? With("NODE", id.Node).With("ZONE", id.Zone.ToString()) : this;

    /// <summary>Adds the fields of a reason.</summary>
    internal EventRecord With(Reason reason) => reason.Code == ReasonCode.None ? this : With("REASON", reason.Word);

    /// <summary>The event as the logging pipeline takes it. The sentence is text, never a template.</summary>
    internal LogEvent At(DateTimeOffset time) =>
        new(time, LevelOf(priority), exception: null, new MessageTemplate(message, [new TextToken(message)]), _fields);

    private static LogEventProperty Property(string name, object value) =>
        new(name, new ScalarValue(value switch
        {
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            string text => SafeText.Escape(text, keepNewlines: true),
            _ => value,
        }));

    private static LogEventLevel LevelOf(int priority) => priority switch
    {
        <= 2 => LogEventLevel.Fatal,
        3 => LogEventLevel.Error,
        4 => LogEventLevel.Warning,
        _ => LogEventLevel.Information,
    };
}

/// <summary>A field of an event as it was given: a number is a number.</summary>
internal sealed class EventField(string name, object value)
{
    /// <summary>Its name in the journal, without the prefix.</summary>
    internal string Name => name;

    internal object Value => value;
}
