using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Toml.Tests;

/// <summary>Random documents, and random text that almost is one.</summary>
internal static class Generators
{
    private static readonly string[] Pieces =
    [
        "a", "b.c", "\"k\"", "=", " = ", "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "\n", "\r\n", "\r",
        ",", ".", "#", "# c\n", "1", "-", "+", "_", "0x1f", "1e5", "inf", "1979-05-27", "T", "07:32:00", "Z", " ", "\t",
        "\\", "\\n", "\\u00e9", "\\x41", "\\U0001F600", "true", "false", "\u00E9", "\U0001F600", "\0", "\u0001", "\u007F",
        "\uFEFF",
        "a = 1\n", "b = \"x\"\n", "[t]\n", "[[u]]\n", "[t.v]\n", "c = [1, 2]\n", "d = { e = 1 }\n", "f = '''\ng\n'''\n",
    ];

    private static readonly Gen<string> Text = Gen
        .Frequency(
            (8, Gen.Choose(' ', '~').Select(code => ((char)code).ToString())),
            (2, Gen.Elements("\"", "'", "\\", "\n", "\r", "\t", "#", "\0")),
            (1, Gen.Elements("\u001B", "\u007F", "\u0085", "\u2028", "\u202E")),
            (1, Gen.Choose(0x80, 0xD7FF).Select(code => ((char)code).ToString())),
            (1, Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32)))
        .ListOf()
        .Select(parts => string.Concat(parts));

    private static readonly Gen<string> Key = Gen.OneOf(Gen.Elements("a", "b", "c-d", "e_f", "1", ""), Text);

    private static readonly Gen<double> Float = Gen.OneOf(
        Gen.Elements(0.0, -0.0, 1.0, 1e22, 1e-7, double.Epsilon),
        Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity),
        Whole.Select(BitConverter.Int64BitsToDouble),
        Gen.Choose(-1000000, 1000000).Select(number => number / 100.0));

    private static readonly Gen<TomlDateTime> Date =
        from year in Gen.Choose(0, 9999)
        from month in Gen.Choose(1, 12)
        from day in Gen.Choose(1, 28)
        select TomlDateTime.LocalDate(year, month, day);

    private static readonly Gen<TomlDateTime> Time =
        from hour in Gen.Choose(0, 23)
        from minute in Gen.Choose(0, 59)
        from second in Gen.Choose(0, 59)
        from nanosecond in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 999_999_999), Gen.Elements(1, 500_000_000))
        select TomlDateTime.LocalTime(hour, minute, second, nanosecond);

    private static readonly Gen<TomlDateTime> DateTime = Gen.OneOf(
        Date,
        Time,
        from date in Date from time in Time select date.At(time),
        from date in Date
        from time in Time
        from offset in Gen.Choose(-1439, 1439)
        select date.At(time).InOffset(offset));

    private static readonly Gen<object> Scalar = Gen.OneOf(
        Text.Select(value => (object)value),
        Whole.Select(value => (object)value),
        Float.Select(value => (object)value),
        DateTime.Select(value => (object)value),
        Gen.Elements<object>(true, false));

    /// <summary>Any value that keeps its type when it is written on one line.</summary>
    public static Gen<object> InlineValue => Gen.Sized(size => Inline(size));

    /// <summary>Any document.</summary>
    public static Gen<TomlTable> Document => Gen.Sized(size => Table(Math.Min(size, 40)));

    /// <summary>Bytes of all kinds, among them pieces of TOML in random order.</summary>
    public static Gen<byte[]> AlmostDocument => Gen
        .Frequency(
            (20, Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Choose(0, 255).Select(value => new[] { (byte)value })))
        .ListOf()
        .Resize(60)
        .Select(parts => parts.SelectMany(part => part).ToArray());

    /// <summary>A document with a few bytes cut out, put in or changed.</summary>
    public static Gen<byte[]> DamagedDocument =>
        from document in Document
        from damages in Damage.ListOf().Resize(4)
        select damages.Aggregate(Encoding.UTF8.GetBytes(TomlWriter.Write(document)), (text, damage) => damage(text));

    private static Gen<long> Whole => Gen.OneOf(
        Gen.Elements(0L, 1L, -1L, long.MinValue, long.MaxValue),
        Gen.Choose(-1000, 1000).Select(number => (long)number),
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((long)high << 32) | (uint)low);

    private static Gen<Func<byte[], byte[]>> Damage =>
        from at in Gen.Choose(0, int.MaxValue)
        from kind in Gen.Choose(0, 2)
        from piece in Gen.Elements(Pieces)
        select new Func<byte[], byte[]>(text =>
        {
            var start = at % (text.Length + 1);
            var end = kind == 0 ? start : Math.Min(text.Length, start + 1 + (at % 7));
            return [.. text[..start], .. kind == 1 ? [] : Encoding.UTF8.GetBytes(piece), .. text[end..]];
        });

    private static Gen<object> Inline(int size) => size < 4
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, Inline(size / 3).ListOf().Resize(4).Select(values => (object)Array(values))),
            (1, Pairs(Inline(size / 3)).Select(pairs => (object)TableOf(pairs))));

    private static Gen<TomlTable> Table(int size)
    {
        var section = size < 4
            ? Gen.Constant<object>(new TomlArray())
            : Gen.OneOf(
                Table(size / 3).Select(table => (object)table),
                Table(size / 3).NonEmptyListOf().Resize(3).Select(tables => (object)TableArray(tables)));
        return Pairs(Gen.Frequency((3, Inline(size)), (1, section))).Select(TableOf);
    }

    private static Gen<List<(string Key, object Value)>> Pairs(Gen<object> values) =>
        (from key in Key from value in values select (key, value)).ListOf().Resize(6).Select(pairs => pairs.ToList());

    private static TomlTable TableOf(List<(string Key, object Value)> pairs)
    {
        var table = new TomlTable();
        foreach (var (key, value) in pairs)
        {
            table[key] = value;
        }

        return table;
    }

    private static TomlArray Array(IEnumerable<object> values)
    {
        var array = new TomlArray();
        foreach (var value in values)
        {
            array.Add(value);
        }

        return array;
    }

    private static TomlTableArray TableArray(IEnumerable<TomlTable> tables)
    {
        var array = new TomlTableArray();
        foreach (var table in tables)
        {
            array.Add(table);
        }

        return array;
    }
}
