using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>status</c> says of the guard: whether it runs, the open incident, what it did last.</summary>
internal static class DaemonText
{
    private const int Indent = 2;

    /// <summary>Writes it.</summary>
    /// <param name="sheet">Where to.</param>
    /// <param name="daemon">The guard's own view.</param>
    /// <param name="now">The time on the guard's clock.</param>
    internal static void Write(TextWriterBuffer sheet, DaemonView daemon, TimeSpan now)
    {
        sheet.Put("guard", Tone.Title);
        if (!daemon.IsRunning)
        {
            var why = daemon.Problem is null
                ? ": not running; a zone that is below its floor at this moment is shown as breached"
                : $": unknown ({daemon.Problem}); a zone that is below its floor at this moment is shown as breached";
            sheet.Paragraph(why, Indent, Tone.Warn);
            return;
        }

        var since = daemon.StartedAt is { } started && started <= now ? $" for {Quantity.Time(now - started)}" : "";
        sheet.Line($": running{since}, process {daemon.Pid}{(daemon.IsDryRun ? ", dry run: nothing is written" : "")}");
        if (daemon.Note is { } note)
        {
            sheet.Paragraph(note, Indent, Tone.Warn);
        }

        if (daemon.Refused is { } refused)
        {
            sheet.Paragraph(
                $"the last reload was refused; the configuration before it stays in force: {refused}",
                Indent, Tone.Warn);
        }

        if (daemon.Error is { } error)
        {
            sheet.Paragraph("blind: " + error, Indent, Tone.Bad);
        }

        if (daemon.Silence is { } silence)
        {
            sheet.Paragraph(silence + "; what is said of it below may be out of date", Indent, Tone.Bad);
        }

        foreach (var window in daemon.Windows)
        {
            sheet.Put("window " + window.Name, Tone.Title);
            var left = window.Until > now ? window.Until - now : TimeSpan.Zero;
            sheet.Line($": open for {Quantity.Time(left)} at the most");
        }

        foreach (var reserve in daemon.Reserve)
        {
            sheet.Put("reserve", Tone.Title);
            sheet.Line($": {DaemonReserve.Words(reserve)}");
        }

        WriteIncident(sheet, daemon.Incident, now);
        foreach (var rest in daemon.Rests)
        {
            if (rest.Words(now) is { } words)
            {
                WriteItem(sheet, words);
            }
        }

        if (daemon.Prevented.Count > 0)
        {
            sheet.Line("prevention", Tone.Title);
            foreach (var setting in daemon.Prevented)
            {
                WriteItem(sheet, DaemonPrevention.Words(setting));
            }
        }

        if (daemon.LastFailure is { } failure)
        {
            sheet.Put("last failure", Tone.Title);
            sheet.Paragraph($": {Ago(failure.At, now)}{failure.Text}", Indent);
        }

        if (daemon.Actions.Count > 0)
        {
            sheet.Line("last actions", Tone.Title);
            foreach (var action in daemon.Actions)
            {
                WriteItem(sheet, Ago(action.At, now) + action.Text);
            }
        }
    }

    private static void WriteIncident(TextWriterBuffer sheet, JsonElement? open, TimeSpan now)
    {
        sheet.Put("incident", Tone.Title);
        if (open is not { } incident)
        {
            sheet.Line(": none is open");
            return;
        }

        var phase = StatusMembers.Text(incident, "phase") is { } words ? $": {words}" : "";
        sheet.Paragraph($" {StatusMembers.Number(incident, "id")}{Age(incident, now)}{phase}", Indent, Tone.Bad);
        foreach (var attempt in StatusMembers.Texts(incident, "tried"))
        {
            WriteItem(sheet, "tried " + attempt);
        }
    }

    private static string Age(JsonElement incident, TimeSpan now) =>
        StatusMembers.Seconds(incident, "opened_at_s") is { } at && at <= now
            ? $", open for {Quantity.Time(now - at)}"
            : "";

    private static string Ago(TimeSpan? at, TimeSpan now) =>
        at is { } then && then <= now ? $"{Quantity.Time(now - then)} ago: " : "";

    private static void WriteItem(TextWriterBuffer sheet, string text)
    {
        sheet.MoveTo(Indent);
        sheet.Put("- ");
        sheet.Paragraph(text, Indent + 2);
    }
}
