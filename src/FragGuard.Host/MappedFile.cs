using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace FragGuard.Host;

/// <summary>A file as memory, without reading it into the heap: a day's trace may be larger than the heap is allowed to
/// be.</summary>
/// <remarks>A pipe cannot be mapped; it is copied to a temporary file first.</remarks>
public sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private readonly int _length;

    private MappedFile(FileStream stream)
    {
        _length = checked((int)stream.Length);
        if (_length > 0)
        {
            _map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            _view = _map.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
    }

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than 2 GiB.</exception>
    public static MappedFile Open(string path)
    {
        var stream = path == "-" ? Spool() : File.OpenRead(path);
        try
        {
            return new MappedFile(
                stream.CanSeek ? stream : throw new IOException("not a plain file; pipe it in and say -"));
        }
        catch (OverflowException)
        {
            stream.Dispose();
            throw new IOException("larger than 2 GiB");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_start, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _view?.SafeMemoryMappedViewHandle.ReleasePointer();
            _view?.Dispose();
            _map?.Dispose();
        }
    }

    /// <summary>A temporary file that is gone when it is closed, to be written and then given to
    /// <see cref="Of"/>.</summary>
    public static FileStream CreateSpool() => new(
        Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);

    /// <summary>Maps a file that is open; it is closed with the map.</summary>
    public static MappedFile Of(FileStream stream)
    {
        stream.Flush();
        return new MappedFile(stream);
    }

    private static FileStream Spool()
    {
        var spool = CreateSpool();
        using var input = Console.OpenStandardInput();
        input.CopyTo(spool);
        spool.Position = 0;
        return spool;
    }
}
