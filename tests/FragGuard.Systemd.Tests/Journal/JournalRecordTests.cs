using System.Text;
using FragGuard.Systemd.Journal;
using FragGuard.Systemd.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Systemd.Tests.Journal;

public sealed class JournalRecordTests
{
    [Fact]
    public void Append_TextWithoutNewline_IsALine()
    {
        var record = new JournalRecord();

        record.Append("A"u8, "b=c\td");

        Assert.Equal("A=b=c\td\n"u8.ToArray(), record.Written.ToArray());
    }

    [Fact]
    public void Append_TextWithNewline_IsFramedByItsLengthInBytes()
    {
        var record = new JournalRecord();

        record.Append("A"u8, "ü\nB=2");

        Assert.Equal("A\n\x06\0\0\0\0\0\0\0ü\nB=2\n"u8.ToArray(), record.Written.ToArray());
    }

    [Fact]
    public void Append_EmptyValue_IsAnEmptyField()
    {
        var record = new JournalRecord();

        record.Append("A"u8, "");
        record.Append("B"u8, ReadOnlySpan<byte>.Empty);

        Assert.Equal("A=\nB=\n"u8.ToArray(), record.Written.ToArray());
    }

    [Fact]
    public void Append_MoreFieldsThanJournaldTakes_RefusesTheRest()
    {
        var record = new JournalRecord();
        for (var i = 0; i < JournalRecord.MaxFields; i++)
        {
            Assert.True(record.Append("A"u8, "1"));
        }

        var isAppended = record.Append("B"u8, "2");

        Assert.False(isAppended);
        Assert.Equal(JournalRecord.MaxFields, JournalWire.Parse(record.Written.ToArray()).Count);
    }

    [Fact]
    public void Clear_AfterALargeRecord_StartsEmpty()
    {
        var record = new JournalRecord();
        record.Append("A"u8, new string('x', 1_000_000));

        record.Clear();
        record.Append("B"u8, "2");

        Assert.Equal("B=2\n"u8.ToArray(), record.Written.ToArray());
    }

    [Fact]
    public void Append_AnyTextsAndBytes_ComeBack() => Prop.ForAll<string[], byte[][]>(static (texts, values) =>
    {
        var record = new JournalRecord();
        var expected = new List<byte[]>();
        foreach (var text in texts)
        {
            expected.Add(Encoding.UTF8.GetBytes(text ?? ""));
            record.Append("TEXT"u8, text);
        }

        foreach (var value in values)
        {
            expected.Add(value ?? []);
            record.Append("BYTES"u8, (ReadOnlySpan<byte>)value);
        }

        var actual = JournalWire.Parse(record.Written.ToArray());
        return expected.Count == actual.Count
            && expected.Zip(actual).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second.Value));
    }).QuickCheckThrowOnFailure();
}
