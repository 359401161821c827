using System.Runtime.InteropServices;
using FragGuard.Kernel;

namespace FragGuard.Host;

/// <summary>A file that returns what it holds piece by piece.</summary>
internal interface IPieces
{
    /// <summary>Reads at an offset.</summary>
    /// <returns>How many bytes; 0 at the end; -1 with the error number in <see cref="Libc.LastError"/>.</returns>
    int Read(Span<byte> into, int offset);
}

/// <summary>Puts a file together from the pieces that reads of it return.</summary>
/// <remarks>The end is where a read returns nothing. One more read for that is spared where a short piece proves it:
/// the kernel's seq_file (fs/seq_file.c, seq_read_iter) has a buffer of at least a page, fills it with whole records,
/// and returns less than it was asked for only if there is no next record or the next one does not fit behind those
/// that are there. So a piece that is shorter than what was asked for, and leaves room in a page for the largest
/// record, is the last. A short piece alone proves nothing: a file of many records comes in pieces of almost a
/// page.</remarks>
internal static class Pieces
{
    /// <summary>The smallest buffer of a seq_file: the smallest page of any machine.</summary>
    internal const int SmallestPageBytes = 4096;

    // No kernel file that is read here comes near; something that does is not one.
    private const int LargestBytes = 16 << 20;

    /// <summary>Reads all of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Where it goes; replaced by a larger one if need be.</param>
    /// <param name="largestRecordBytes">The most bytes that one record takes if the file is a seq_file; else 0.</param>
    /// <returns>Its length in bytes; -1 with the error number in <see cref="Libc.LastError"/>.</returns>
    internal static int ReadAll<TFile>(TFile file, ref byte[] buffer, int largestRecordBytes)
        where TFile : struct, IPieces
    {
        var length = 0;
        while (true)
        {
            if (length == buffer.Length && !TryGrow(ref buffer))
            {
                return -1;
            }

            var askedBytes = buffer.Length - length;
            var pieceBytes = file.Read(new Span<byte>(buffer, length, askedBytes), length);
            if (pieceBytes < 0)
            {
                return -1;
            }

            length += pieceBytes;
            if (pieceBytes == 0 || IsLast(pieceBytes, askedBytes, largestRecordBytes))
            {
                return length;
            }
        }
    }

    private static bool IsLast(int pieceBytes, int askedBytes, int largestRecordBytes) =>
        largestRecordBytes > 0 && pieceBytes < askedBytes && pieceBytes + largestRecordBytes < SmallestPageBytes;

    private static bool TryGrow(ref byte[] buffer)
    {
        if (buffer.Length >= LargestBytes)
        {
            Marshal.SetLastPInvokeError(Errno.FileTooLarge);
            return false;
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return true;
    }
}
