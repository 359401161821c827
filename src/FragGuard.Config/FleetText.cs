using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Says in words what others get to see of the guard, and who is told.</summary>
internal static class FleetText
{
    /// <summary>One paragraph on files, and one on notifications where there are any.</summary>
    internal static IEnumerable<string> Paragraphs(GuardSettings settings)
    {
        yield return Files(settings);
        if (settings.Notify.Command.Count > 0)
        {
            yield return Notifications(settings.Notify);
        }
    }

    private static string Files(GuardSettings settings)
    {
        var files = new List<string>();
        if (settings.Metrics.TextFile.Length > 0)
        {
            var blocks = settings.Metrics.FreeBlocks ? ", free blocks by size among them," : "";
            files.Add($"metrics{blocks} in {settings.Metrics.TextFile}");
        }

        if (settings.Metrics.Probe.Length > 0)
        {
            files.Add($"one line for probes in {settings.Metrics.Probe}");
        }

        if (settings.Export.NodeFeatures.Length > 0)
        {
            files.Add($"a node feature in {settings.Export.NodeFeatures}");
        }

        return files.Count == 0
            ? "No state is left for others to collect."
            : $"Every 15s, and when something changes, the guard leaves for others {Listed(files, "and")}.";
    }

    private static string Notifications(NotifySettings notify)
    {
        var events = new List<string>();
        foreach (var what in notify.On)
        {
            events.Add(what switch
            {
                NotifyEvent.Opened => "an incident opens",
                NotifyEvent.Exhausted => "every rung was tried in vain",
                NotifyEvent.Closed => "an incident closes",
                NotifyEvent.Failure => "the kernel logs a failed allocation",
                _ => "a kernel setting is changed or put back",
            });
        }

        return $"{notify.Command[0]} is run when {Listed(events, "or")}, whatever the ladder does; it gets the event "
            + $"as JSON on its standard input, at most {notify.PerHour} times in any hour, and is killed after "
            + $"{DurationFormat.Write(notify.Timeout)}.";
    }

    private static string Listed(List<string> items, string word) => items.Count == 1
        ? items[0]
        : $"{string.Join(", ", items[..^1])} {word} {items[^1]}";
}
