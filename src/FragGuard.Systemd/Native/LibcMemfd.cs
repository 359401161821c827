using System.Runtime.InteropServices;

namespace FragGuard.Systemd.Native;

/// <summary>libc calls for sealed anonymous files: memfd_create(2), fcntl(2) F_ADD_SEALS.</summary>
internal static partial class LibcMemfd
{
    /// <summary>MFD_CLOEXEC | MFD_ALLOW_SEALING.</summary>
    internal const uint CloseOnExecSealable = 1 | 2;

    /// <summary>MFD_NOEXEC_SEAL (6.3): not executable, and sealed so with F_SEAL_EXEC.</summary>
    internal const uint NoExecSeal = 8;

    /// <summary>MFD_EXEC (6.3): says that the mode of older kernels is meant, so the kernel does not warn.</summary>
    internal const uint Exec = 16;

    /// <summary>F_ADD_SEALS of fcntl(2).</summary>
    internal const int AddSeals = 1033;

    /// <summary>F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE: what journald asks for.</summary>
    internal const int AllSeals = 0xF;

    /// <summary>Makes an anonymous file in memory.</summary>
    /// <returns>The file; invalid with errno when there is none.</returns>
    [LibraryImport(
        "libc",
        EntryPoint = "memfd_create",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DescriptorHandle Create(string name, uint flags);

    /// <summary>Changes a property of a descriptor.</summary>
    /// <returns>0, or -1 with errno.</returns>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(DescriptorHandle descriptor, int command, int argument);
}
