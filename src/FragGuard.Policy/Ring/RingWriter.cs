using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>Writes samples in the compact form of <see cref="RingFormat"/> into a buffer that it keeps. A sample
/// whose rows are those of the last one allocates nothing.</summary>
public sealed class RingWriter
{
    private byte[] _bytes = new byte[16 << 10];
    private int _length;
    private int _frameAt;
    private FreeBlocks[] _last = [];
    private long _layout = -1;
    private long _lastMs;

    /// <summary>What is to be written to the segment.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Forgets what has been written to the segment.</summary>
    public void Clear() => _length = 0;

    /// <summary>Begins a segment: the next sample is whole.</summary>
    public void Begin()
    {
        _layout = -1;
        Reserve(RingFormat.Magic.Length);
        RingFormat.Magic.CopyTo(_bytes.AsSpan(_length));
        _length += RingFormat.Magic.Length;
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="table">The free blocks.</param>
    /// <param name="atMs">Milliseconds since 1970. A clock that was set back stands still here.</param>
    public void Sample(BuddyTable table, long atMs)
    {
        atMs = Math.Max(atMs, _lastMs);
        var rows = table.Rows;
        if (_layout != table.Layout || _last.Length != rows.Length)
        {
            WriteWhole(rows, atMs);
            _layout = table.Layout;
        }
        else
        {
            WriteDifference(rows, atMs);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            _last[i] = rows[i].Free;
        }

        _lastMs = atMs;
    }

    /// <summary>Adds the machine's page size and the order of a huge page.</summary>
    public void Machine(MachineFacts machine) => File(ReplayMachine.Path, ReplayMachine.TextOf(machine));

    /// <summary>Adds the local time of day.</summary>
    public void Clock(TimeSpan timeOfDay) => File(
        ReplayClock.Path, Encoding.ASCII.GetBytes(timeOfDay.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture)));

    /// <summary>Adds a captured file.</summary>
    public void File(string path, ReadOnlySpan<byte> text)
    {
        var name = Encoding.UTF8.GetBytes(path.TrimStart('/'));
        BeginFrame(RingFormat.File, name.Length + text.Length);
        Put((ulong)name.Length);
        Put(name);
        Put(text);
        EndFrame();
    }

    /// <summary>Adds a record of the kernel log.</summary>
    public void Record(ReadOnlySpan<byte> record)
    {
        var end = record.IndexOf((byte)'\n');
        record = end < 0 ? record : record[..end];
        BeginFrame(RingFormat.Record, record.Length);
        Put(record);
        EndFrame();
    }

    private void WriteWhole(ReadOnlySpan<BuddyInfo> rows, long atMs)
    {
        _last = new FreeBlocks[rows.Length];
        BeginFrame(RingFormat.Whole, rows.Length * (FreeBlocks.MaxOrders + 4) * RingFormat.MaxVarintBytes);
        Put((ulong)atMs);
        Put((ulong)rows.Length);
        foreach (ref readonly var row in rows)
        {
            var name = Encoding.UTF8.GetBytes(row.Id.Zone.ToString());
            Put((ulong)row.Id.Node);
            Put((ulong)name.Length);
            Put(name);
            Put((ulong)row.Free.Orders);
            foreach (var count in row.Free.Span)
            {
                Put(count);
            }
        }

        EndFrame();
    }

    private void WriteDifference(ReadOnlySpan<BuddyInfo> rows, long atMs)
    {
        BeginFrame(RingFormat.Difference, rows.Length * (FreeBlocks.MaxOrders + 1) * RingFormat.MaxVarintBytes);
        Put((ulong)(atMs - _lastMs));
        for (var i = 0; i < rows.Length; i++)
        {
            var (now, before) = (rows[i].Free, _last[i]);
            var changed = 0UL;
            for (var order = 0; order < now.Orders; order++)
            {
                changed |= now[order] == before[order] ? 0 : 1UL << order;
            }

            Put(changed);
            for (var order = 0; order < now.Orders; order++)
            {
                if (now[order] != before[order])
                {
                    Put(RingFormat.Zigzag(unchecked((long)(now[order] - before[order]))));
                }
            }
        }

        EndFrame();
    }

    // The length is written once it is known: it takes three bytes always, more than it needs as a rule.
    private void BeginFrame(byte type, int mostBytes)
    {
        Reserve(mostBytes + 64);
        _frameAt = _length;
        _bytes[_length] = type;
        _length += 4;
    }

    private void EndFrame()
    {
        var payload = _bytes.AsSpan(_frameAt + 4, _length - _frameAt - 4);
        var head = _bytes.AsSpan(_frameAt + 1, 3);
        head[0] = (byte)(payload.Length | 0x80);
        head[1] = (byte)((payload.Length >> 7) | 0x80);
        head[2] = (byte)((payload.Length >> 14) & 0x7f);
        BinaryPrimitives.WriteUInt32LittleEndian(
            _bytes.AsSpan(_length), RingFormat.Check(_bytes[_frameAt], payload));
        _length += RingFormat.CheckBytes;
    }

    private void Put(ulong value) => _length += RingFormat.WriteVarint(_bytes.AsSpan(_length), value);

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }
    }
}
