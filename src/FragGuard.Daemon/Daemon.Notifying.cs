namespace FragGuard.Daemon;

/// <summary>Who is told of events when they happen.</summary>
internal sealed partial class Daemon
{
    private readonly Notifications _notifications;

    /// <summary>Becomes readable when the program that is told ends; -1 if none runs.</summary>
    internal int NotificationFd => _notifications.WaitFd;

    /// <summary>When that has to be looked at in any case.</summary>
    internal TimeSpan NextNotificationAt => _notifications.NextAt;

    /// <summary>Goes on with telling.</summary>
    internal void Notify(TimeSpan now) => _notifications.Continue(Settings.Notify, now);

    /// <summary>Goes on with telling while the guard stops.</summary>
    /// <returns>True while that may still take a moment.</returns>
    internal bool IsNotifying(TimeSpan now)
    {
        Notify(now);
        return _notifications.IsUnderWay(now);
    }

    // Of what another guard does, that one tells.
    private void Notice(EventRecord record, DateTimeOffset at)
    {
        if (!Observes && Settings.Notify.Command.Count > 0)
        {
            _notifications.Take(record, at, Settings);
        }
    }
}
