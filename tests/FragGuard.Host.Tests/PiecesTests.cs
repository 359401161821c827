using System.Text;

namespace FragGuard.Host.Tests;

public sealed class PiecesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void ReadAll_PiecesOfAnySize_AreReadToTheEnd(int pieceBytes)
    {
        var content = Content(50_000);
        var buffer = new byte[16];

        var length = Pieces.ReadAll(new PlainFile(content, pieceBytes), ref buffer, largestRecordBytes: 0);

        Assert.Equal(content, buffer[..length]);
    }

    [Fact]
    public void ReadAll_SeqFilesOfManyKinds_AreReadToTheEnd()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var largest = random.Next(1, 3000);
            var records = Enumerable.Range(0, random.Next(0, 40))
                .Select(_ => Content(random.Next(1, largest + 1)))
                .ToArray();
            var buffer = new byte[1 << random.Next(0, 15)];

            var length = Pieces.ReadAll(new SeqFile(records), ref buffer, largest);

            Assert.True(records.SelectMany(record => record).SequenceEqual(buffer[..length]), $"seed {seed}");
        }
    }

    [Fact]
    public void ReadAll_SeqFileThatLeavesRoomForARecord_TakesOneRead()
    {
        var file = new SeqFile([Content(1000), Content(1000)]);
        var buffer = new byte[8192];

        var length = Pieces.ReadAll(file, ref buffer, largestRecordBytes: 1000);

        Assert.Equal((2000, 1), (length, file.Reads));
    }

    [Theory]
    [InlineData(1000, 3096)]
    [InlineData(2000, 2096)]
    public void ReadAll_SeqFileThatHasNoRoomForARecord_TakesOneReadMore(int recordBytes, int largestRecordBytes)
    {
        var file = new SeqFile([Content(recordBytes)]);
        var buffer = new byte[8192];

        var length = Pieces.ReadAll(file, ref buffer, largestRecordBytes);

        Assert.Equal((recordBytes, 2), (length, file.Reads));
    }

    [Fact]
    public void ReadAll_ReadThatFails_Fails()
    {
        var buffer = new byte[16];

        Assert.Equal(-1, Pieces.ReadAll(default(BrokenFile), ref buffer, largestRecordBytes: 0));
    }

    private static byte[] Content(int bytes) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (bytes / 4) + 1).Select(i => $"{i,4}")))[..bytes];

    /// <summary>A file that returns so many bytes at a time.</summary>
    private readonly struct PlainFile(byte[] content, int pieceBytes) : IPieces
    {
        public int Read(Span<byte> into, int offset)
        {
            var piece = content.AsSpan(offset, Math.Min(Math.Min(pieceBytes, into.Length), content.Length - offset));
            piece.CopyTo(into);
            return piece.Length;
        }
    }

    private readonly struct BrokenFile : IPieces
    {
        public int Read(Span<byte> into, int offset) => -1;
    }

    /// <summary>What fs/seq_file.c does: seq_read_iter() of Linux 6.12, step by step.</summary>
    private readonly struct SeqFile(byte[][] records) : IPieces
    {
        private readonly State _state = new();

        internal int Reads => _state.Reads;

        public int Read(Span<byte> into, int offset)
        {
            _state.Reads++;
            if (offset == 0)
            {
                (_state.Index, _state.Held, _state.From) = (0, [], 0);
            }

            var copied = Flush(into);
            if (_state.From < _state.Held.Length)
            {
                return copied;
            }

            (_state.Held, _state.From) = ([], 0);
            if (_state.Index == records.Length)
            {
                return copied;
            }

            // A record that does not fit is the one thing that makes the buffer larger.
            while (records[_state.Index].Length >= _state.Size)
            {
                _state.Size *= 2;
            }

            Fill(into.Length - copied);
            return copied + Flush(into[copied..]);
        }

        private void Fill(int wanted)
        {
            var held = new List<byte>(records[_state.Index++]);
            while (_state.Index < records.Length
                && held.Count < wanted
                && held.Count + records[_state.Index].Length < _state.Size)
            {
                held.AddRange(records[_state.Index++]);
            }

            (_state.Held, _state.From) = ([.. held], 0);
        }

        private int Flush(Span<byte> into)
        {
            var piece = _state.Held.AsSpan(_state.From);
            piece = piece[..Math.Min(piece.Length, into.Length)];
            piece.CopyTo(into);
            _state.From += piece.Length;
            return piece.Length;
        }

        private sealed class State
        {
            internal int Reads { get; set; }

            internal int Index { get; set; }

            internal int Size { get; set; } = Pieces.SmallestPageBytes;

            internal byte[] Held { get; set; } = [];

            internal int From { get; set; }
        }
    }
}
