namespace FragGuard.Kernel;

/// <summary>A fault of certain kernels that shows in compaction.</summary>
/// <param name="Symptom">What people see, a sentence.</param>
/// <param name="Cure">What ends it, a sentence.</param>
/// <param name="HitsRemedies">True if what the product writes may set it off. False if only the kernel's own compaction
/// is concerned.</param>
public sealed record KernelBug(string Symptom, string Cure, bool HitsRemedies);
