namespace FragGuard.Policy;

/// <summary>A message of the kernel, a driver's as a rule, that a site takes as proof that contiguous memory is
/// missing.</summary>
/// <param name="Contains">What the message contains, to the letter.</param>
/// <param name="Order">The order that it proves to be missing.</param>
public sealed record KernelLogPattern(string Contains, OrderSetting Order);
