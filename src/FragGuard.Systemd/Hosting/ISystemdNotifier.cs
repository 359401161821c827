namespace FragGuard.Systemd.Hosting;

/// <summary>Tells the service manager about this service: sd_notify(3).</summary>
public interface ISystemdNotifier
{
    /// <summary>
    /// Whether anybody listens: false without a usable NOTIFY_SOCKET, and then every call does nothing.
    /// </summary>
    bool IsEnabled { get; }

    /// <summary>Sends a state. Never waits and never throws.</summary>
    /// <param name="state">The state, for example <see cref="ServiceState.Ready"/>.</param>
    void Notify(ServiceState state);
}
