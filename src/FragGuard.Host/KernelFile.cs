using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FragGuard.Host;

/// <summary>One kernel file, opened once and read again and again into a buffer that it keeps.</summary>
/// <remarks>A read goes on until the kernel returns nothing: seq_file hands out about a page at a time. Reading allocates nothing
/// unless the file outgrew the buffer. In a captured tree the file is opened anew each time, because there it may be replaced.</remarks>
public sealed class KernelFile(KernelRoot root, string path) : IDisposable
{
    // No kernel file that is read here comes near; something that does is not one.
    private const int LargestBytes = 16 << 20;

    private readonly string _path = root.Path(path);
    private readonly bool _keepsOpen = root.KeepsOpen;
    private SafeFileHandle? _handle;
    private byte[] _buffer = new byte[4096];

    /// <summary>The path as the machine knows it.</summary>
    public string Path => path;

    /// <summary>Why the last read failed, as a sentence; null if it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>True if the last read failed because this kernel has nothing of the kind: no such file, or one that answers
    /// EOPNOTSUPP, as PSI does where it is switched off. Whatever else fails says nothing of what the file holds.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>Reads the whole file.</summary>
    /// <param name="text">Its content, valid until the next read.</param>
    /// <returns>False if it cannot be read; <see cref="Error"/> says why.</returns>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        try
        {
            _handle ??= File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = ReadToEnd(_handle);
            text = _buffer.AsSpan(0, length);
            Error = null;
            IsAbsent = false;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Error = FileFault.Sentence(fault, path);
            IsAbsent = FileFault.IsAbsence(fault);
            text = default;
            Dispose();
            return false;
        }
        finally
        {
            if (!_keepsOpen)
            {
                Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private int ReadToEnd(SafeFileHandle handle)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Grow();
            }

            var read = RandomAccess.Read(handle, _buffer.AsSpan(length), length);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= LargestBytes)
        {
            throw new IOException($"longer than {LargestBytes >> 20} MiB");
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}

/// <summary>What is wrong with a file, in words.</summary>
public static class FileFault
{
    /// <summary>One sentence without a full stop: the path and the kernel's own words.</summary>
    public static string Sentence(Exception fault, string path) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{path}: no such file",
        UnauthorizedAccessException => $"{path}: permission denied",
        _ => $"{path}: {Detail(fault)}",
    };

    /// <summary>True if the kernel says that it has no such thing; false for every other failure.</summary>
    public static bool IsAbsence(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException
        || (fault is IOException && ErrnoOf(fault) == Libc.NotSupported);

    // The base library keeps the errno in the low half of HResult where it has no exception type of its own.
    private static int ErrnoOf(Exception fault) => fault.HResult & 0xffff;

    private static string Detail(Exception fault)
    {
        var errno = ErrnoOf(fault);
        return fault is IOException && errno is > 0 and < 134 ? Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant() : fault.Message;
    }
}
