using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>Opens and closes windows for the verbs <c>window</c> and <c>during</c>, and knows which watches wait for
/// them.</summary>
internal sealed class WindowDesk
{
    private readonly KernelRoot _root;
    private readonly MachineProfile _machine;
    private readonly WindowFiles _files;

    internal WindowDesk(KernelRoot root)
    {
        (_root, _machine) = (root, MachineProbe.Probe(root));
        _files = new WindowFiles(root, _machine.BootId);
    }

    /// <summary>A window's name as the command line has it.</summary>
    internal static string NameOf(string text) => WindowName.Fault(text) is { } fault
        ? throw new GuardException(ExitCodes.Usage, $"window {text}: {fault}")
        : text;

    /// <summary>How long a window is to be open, as the command line has it.</summary>
    internal static TimeSpan TimeOf(string text) =>
        DurationArgument.Of(text, "--for") is var time && time <= WindowName.Longest
            ? time
            : throw new GuardException(
                ExitCodes.Usage,
                $"--for {text}: expected at most 24h; a watch that is to be on for longer needs no during");

    /// <summary>What is open, and what is left of what was.</summary>
    internal WindowReading Read() => _files.Read(BootClock.Now);

    /// <summary>The watches that wait for a window: those of the guard that runs, else those of the file.</summary>
    /// <param name="problem">Why they cannot be told; null if they can.</param>
    internal IReadOnlyList<(string Watch, string Window)> Watches(out string? problem)
    {
        problem = null;
        if (DaemonView.Read(_root) is { IsRunning: true, Watches: { } inForce })
        {
            return [.. inForce.Where(watch => watch.During is not null).Select(watch => (watch.Name, watch.During!))];
        }

        var source = new SettingsSource(_root, named: null, _machine);
        if (source.Read().Settings is not { } settings)
        {
            problem = $"no guard runs, and the configuration is refused, so no watch could be on\n{source.Rendered}";
            return [];
        }

        return
        [
            .. settings.Watches.Where(watch => watch.During is not null).Select(watch => (watch.Name, watch.During!)),
        ];
    }

    /// <summary>A guard runs, and takes windows into account.</summary>
    internal bool HasGuard => DaemonView.Read(_root).IsRunning;

    /// <summary>Opens a window. One that is open for longer already stays so.</summary>
    /// <param name="name">The window.</param>
    /// <param name="time">For how long.</param>
    /// <param name="holder">The process with which it ends; null if it is opened by hand.</param>
    /// <returns>When it would have ended, had it not been opened now; null if it was not open.</returns>
    internal (TimeSpan? Before, TimeSpan Until) Open(string name, TimeSpan time, ProcessIdentity? holder = null)
    {
        using var held = Enter();
        var now = BootClock.Now;
        var reading = Tidied();
        var known = reading.Windows().Find(window => window.Name == name);
        var old = reading.Open.Find(open => open.Entry.Name == name && open.Entry.Holder is null).Entry;
        var until = holder is null && old?.Until > now + time ? old.Until : now + time;
        var entry = new WindowEntry(name, _machine.BootId, holder is null ? old?.OpenedAt ?? now : now, until, holder);
        if (until - entry.OpenedAt > WindowName.Longest)
        {
            entry = entry with { OpenedAt = now };
        }

        if (entry.Until != old?.Until || holder is not null)
        {
            Check(_files.Write(entry));

            // What was written must count for whoever reads it.
            if (_files.Read(now) is var after && !after.Windows().Exists(window => window.Name == name))
            {
                Check(after.Faults.Count > 0 ? after.Faults[^1] : $"window {name}: was written, but is not open");
            }
        }

        return (known?.Until, known?.Until > until ? known.Until : until);
    }

    /// <summary>Closes a window, whatever keeps it open.</summary>
    /// <param name="name">The window.</param>
    /// <param name="only">Only what this process keeps open of it; null for all.</param>
    /// <returns>Null if it is not open; else the processes for which it was.</returns>
    internal IReadOnlyList<int>? Close(string name, ProcessIdentity? only = null)
    {
        using var held = Enter();
        IReadOnlyList<int>? holders = null;
        var isOpen = true;
        while (isOpen)
        {
            // There may be more of them than one reading takes.
            var reading = Tidied();
            holders ??= reading.Windows().Find(window => window.Name == name)?.Holders;
            isOpen = false;
            foreach (var (entry, _) in reading.Open)
            {
                if (entry.Name == name && (only is null || entry.Holder == only))
                {
                    Check(_files.Remove(entry.FileName));
                    isOpen = true;
                }
            }
        }

        return holders;
    }

    private WriterLock Enter()
    {
        if (_machine.BootId.Length == 0)
        {
            throw new GuardException(
                ExitCodes.Unavailable,
                "/proc/sys/kernel/random/boot_id cannot be read: a window could outlast a reboot");
        }

        if (_root.IsLive && !ThisProcess.IsRoot)
        {
            throw new GuardException(ExitCodes.NoPermission, "only root may open and close windows");
        }

        var held = _files.Lock(out var error);
        Check(held is null ? error : null);
        return held!;
    }

    // What is over is of no use to anybody, and may be in the way.
    private WindowReading Tidied()
    {
        var reading = Read();
        foreach (var (entry, _) in reading.Over)
        {
            _ = _files.Remove(entry.FileName);
        }

        return reading;
    }

    private static void Check(string? error)
    {
        if (error is not null)
        {
            var isDenied = error.Contains("permission denied", StringComparison.Ordinal);
            throw new GuardException(isDenied ? ExitCodes.NoPermission : ExitCodes.No, error);
        }
    }
}
