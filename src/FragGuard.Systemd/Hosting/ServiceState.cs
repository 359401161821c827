using System.Text;

namespace FragGuard.Systemd.Hosting;

/// <summary>One notification to the service manager, encoded once: <c>NAME=value</c> lines of sd_notify(3).</summary>
public readonly struct ServiceState
{
    /// <summary>READY=1: start-up, or a reload, is complete.</summary>
    public static readonly ServiceState Ready = new("READY=1");

    /// <summary>STOPPING=1: the service has begun to stop.</summary>
    public static readonly ServiceState Stopping = new("STOPPING=1");

    private readonly byte[]? _encoded;

    /// <summary>Encodes a state.</summary>
    /// <param name="state">
    /// Assignments, one a line. A newline in a value starts the next assignment: see <c>ServiceStates</c>.
    /// </param>
    /// <exception cref="ArgumentNullException">The state is null.</exception>
    public ServiceState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _encoded = Encoding.UTF8.GetBytes(state);
    }

    /// <summary>The datagram; empty for <c>default</c>.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The assignments as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Encoded);
}
