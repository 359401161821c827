using Microsoft.Win32.SafeHandles;

namespace FragGuard.Systemd.Native;

/// <summary>A file descriptor of this process, closed once. Zero is valid: a daemon may run without stdin.</summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>A handle that a native call fills.</summary>
    public DescriptorHandle() : base(ownsHandle: true)
    {
    }

    /// <summary>Wraps a descriptor.</summary>
    /// <param name="descriptor">The descriptor's number.</param>
    /// <param name="ownsDescriptor">Whether disposing closes it; false for the standard streams.</param>
    internal DescriptorHandle(int descriptor, bool ownsDescriptor) : base(ownsDescriptor) => SetHandle(descriptor);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibcDescriptor.Close((int)handle) == 0;
}
