using System.Buffers;
using System.Text.Json;
using FragGuard.Daemon;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>fragguard window list</c> prints.</summary>
internal static class WindowList
{
    /// <summary>Writes it.</summary>
    internal static int Write(WindowDesk desk, bool isJson)
    {
        var reading = desk.Read();
        var watches = desk.Watches(out var problem);
        foreach (var fault in problem is null ? reading.Faults : [.. reading.Faults, problem])
        {
            Console.Error.WriteLine($"fragguard: {fault}");
        }

        if (isJson)
        {
            WriteJson(reading.Windows(), watches);
        }
        else
        {
            WriteText(reading.Windows(), watches);
        }

        return ExitCodes.Ok;
    }

    private static void WriteText(List<OpenWindow> windows, IReadOnlyList<(string Watch, string Window)> watches)
    {
        if (windows.Count == 0)
        {
            Console.WriteLine("no window is open");
        }

        foreach (var window in windows)
        {
            var on = watches.Where(watch => watch.Window == window.Name).Select(watch => watch.Watch).ToList();
            var held = window.Holders.Count == 0 ? "" : $", for process {string.Join(", ", window.Holders)}";
            var what = on.Count == 0 ? "no watch is on during it" : $"on: {string.Join(", ", on)}";
            Console.WriteLine($"{window.Name}: {Quantity.Time(window.Until - Host.BootClock.Now)} left{held}; {what}");
        }

        foreach (var name in Waiting(windows, watches))
        {
            var off = watches.Where(watch => watch.Window == name).Select(watch => watch.Watch);
            Console.WriteLine($"{name}: closed; waiting for it: {string.Join(", ", off)}");
        }
    }

    private static IEnumerable<string> Waiting(
        List<OpenWindow> windows, IReadOnlyList<(string Watch, string Window)> watches) => watches
        .Select(watch => watch.Window).Distinct(StringComparer.Ordinal)
        .Where(name => windows.TrueForAll(window => window.Name != name));

    private static void WriteJson(List<OpenWindow> windows, IReadOnlyList<(string Watch, string Window)> watches)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("windows"u8);
            foreach (var window in windows)
            {
                WriteWindow(json, window.Name, window, watches);
            }

            foreach (var name in Waiting(windows, watches))
            {
                WriteWindow(json, name, null, watches);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        StandardOutput.TryWrite(output.WrittenSpan);
    }

    private static void WriteWindow(
        Utf8JsonWriter json, string name, OpenWindow? open, IReadOnlyList<(string Watch, string Window)> watches)
    {
        var now = Host.BootClock.Now;
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteBoolean("open"u8, open is not null);
        if (open is not null)
        {
            json.WriteNumber("left_s"u8, Math.Round((open.Until - now).TotalSeconds, 3));
            json.WriteNumber("open_s"u8, Math.Round((now - open.OpenedAt).TotalSeconds, 3));
        }

        json.WriteStartArray("processes"u8);
        foreach (var holder in open?.Holders ?? [])
        {
            json.WriteNumberValue(holder);
        }

        json.WriteEndArray();
        json.WriteStartArray("watches"u8);
        foreach (var (watch, window) in watches)
        {
            if (window == name)
            {
                json.WriteStringValue(watch);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
