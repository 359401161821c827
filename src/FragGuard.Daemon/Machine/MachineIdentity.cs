using FragGuard.Host;
using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>What tells this machine from others: <c>/etc/machine-id</c>; where a container does not see it, the boot's
/// id, and the host's name last.</summary>
internal static class MachineIdentity
{
    /// <summary>Where systemd keeps it, machine-id(5).</summary>
    internal const string FilePath = "/etc/machine-id";

    internal static string Read(KernelRoot root, MachineProfile machine)
    {
        var id = MachineProbe.TextOf(root, FilePath);
        return id.Length > 0 ? id : machine.BootId.Length > 0 ? machine.BootId : Environment.MachineName;
    }
}
