using System.Runtime.InteropServices;
using FragGuard.Kernel;
using FragGuard.Systemd.Native;

namespace FragGuard.Systemd.Sockets;

/// <summary>Bytes in a sealed anonymous file: how a record larger than a datagram reaches journald.</summary>
internal static class SealedMemfd
{
    /// <summary>Makes the file, fills it and seals it against every change.</summary>
    /// <returns>The file, or null with the errno.</returns>
    internal static DescriptorHandle? TryCreate(ReadOnlySpan<byte> content, out int errno)
    {
        var file = Create(out errno);
        if (errno == Errno.None)
        {
            errno = Fill(file, content);
        }

        if (errno == Errno.None && LibcMemfd.Control(file, LibcMemfd.AddSeals, LibcMemfd.AllSeals) < 0)
        {
            errno = Marshal.GetLastPInvokeError();
        }

        if (errno == Errno.None)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <remarks>
    /// MFD_EXEC first: a journald that predates F_SEAL_EXEC (systemd 254 learned of it) refuses a file with a seal
    /// beyond the four. A kernel before 6.3 does not know the flag (EINVAL); with vm.memfd_noexec = 2 only
    /// MFD_NOEXEC_SEAL is allowed (EACCES). With neither flag, a newer kernel writes a warning about this process into
    /// its log.
    /// </remarks>
    private static DescriptorHandle Create(out int errno)
    {
        var file = Create(LibcMemfd.CloseOnExecSealable | LibcMemfd.Exec, out errno);
        if (errno == Errno.InvalidArgument)
        {
            file.Dispose();
            return Create(LibcMemfd.CloseOnExecSealable, out errno);
        }

        if (errno == Errno.AccessDenied)
        {
            file.Dispose();
            return Create(LibcMemfd.CloseOnExecSealable | LibcMemfd.NoExecSeal, out errno);
        }

        return file;
    }

    private static DescriptorHandle Create(uint flags, out int errno)
    {
        var file = LibcMemfd.Create("journal-record", flags);
        errno = file.IsInvalid ? Marshal.GetLastPInvokeError() : Errno.None;
        return file;
    }

    private static int Fill(DescriptorHandle file, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var writtenBytes = LibcDescriptor.Write(file, content, (nuint)content.Length);
            if (writtenBytes >= 0)
            {
                content = content[(int)writtenBytes..];
                continue;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
            {
                return errno;
            }
        }

        return Errno.None;
    }
}
