using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FragGuard.Daemon.Tests;

/// <summary>Keeps what is logged, with a clock that stands until it is moved.</summary>
internal sealed class Journal : TimeProvider, ILogEventSink
{
    private TimeSpan _now = TimeSpan.FromHours(1);

    internal Journal() => Reporter = new Reporter(new LoggerConfiguration().WriteTo.Sink(this).CreateLogger(), this);

    internal Reporter Reporter { get; }

    internal List<LogEvent> Events { get; } = [];

    internal string[] Messages => [.. Events.Select(told => told.RenderMessage(null))];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void Emit(LogEvent logEvent) => Events.Add(logEvent);

    internal void Pass(TimeSpan time) => _now += time;

    internal static string Field(LogEvent told, string name) =>
        ((ScalarValue)told.Properties[name]).Value?.ToString() ?? "";
}
