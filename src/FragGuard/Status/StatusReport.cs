using System.Buffers;
using System.Globalization;
using FragGuard.Daemon;

namespace FragGuard;

/// <summary>A status as its reader wants it, once or again and again into the same buffers.</summary>
internal sealed class StatusReport(StatusReader reader, int? order, bool isJson)
{
    private readonly TextWriterBuffer _sheet = new(StandardOutput.Display());
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly StatusCourse _course = new();
    private StatusView? _view;

    /// <summary>Lines of the window that the last frame was made for.</summary>
    internal int Height => _sheet.Display.Height;

    /// <summary>Looks at the machine.</summary>
    /// <exception cref="GuardException">There is nothing to see.</exception>
    internal void Read()
    {
        _view = reader.Read();
        _course.Take(_view);
    }

    /// <summary>What was read last.</summary>
    internal StatusView View => _view!;

    /// <summary>True if the watches are those that the guard has in force, whatever the file says by now.</summary>
    internal bool ShowsSettingsInForce => View.Daemon is { IsRunning: true, Error: null, Watches: not null };

    /// <summary>One line, as safe for a terminal as all the rest.</summary>
    internal ReadOnlySpan<byte> Line(string text)
    {
        _sheet.Clear(_sheet.Display with { Width = int.MaxValue });
        _sheet.Line(text);
        return _sheet.Bytes;
    }

    /// <summary>What was read last, in full.</summary>
    internal ReadOnlySpan<byte> Whole()
    {
        if (isJson)
        {
            return Json();
        }

        StatusText.Write(_sheet, _view!, order, GuardLoop.Now);
        return _sheet.Bytes;
    }

    /// <summary>What was read last, for a window that shows it until the next.</summary>
    internal ReadOnlySpan<byte> Frame()
    {
        if (isJson)
        {
            return Json();
        }

        _sheet.Clear(StandardOutput.Display());
        var clock = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        StatusText.WriteForWindow(_sheet, _view!, order, GuardLoop.Now, clock, _course);
        return _sheet.Bytes;
    }

    private ReadOnlySpan<byte> Json()
    {
        _json.ResetWrittenCount();
        StatusJson.Write(_view!, _json, GuardLoop.Now);
        return _json.WrittenSpan;
    }
}
