using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What was found out about the machine at start.</summary>
/// <param name="Facts">What policy needs.</param>
/// <param name="Kernel">The kernel's version; null if it is unknown.</param>
/// <param name="BootId">Names this boot; empty if it is unknown.</param>
public sealed record MachineProfile(MachineFacts Facts, KernelVersion? Kernel, string BootId);
