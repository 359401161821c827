using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace FragGuard.Toml.Tests;

public sealed class PropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void Write_AnyDocument_ReadsBackEqual()
    {
        Check.One(Thorough, Prop.ForAll(Arb.From(Generators.Document), document =>
        {
            var text = TomlWriter.Write(document);
            var copy = Document.Read(text);

            // The same text again means that the order is the same, too.
            return Sameness.Same(document, copy) && TomlWriter.Write(copy) == text;
        }));
    }

    [Fact]
    public void Value_AnyValue_ReadsBackEqual()
    {
        Check.One(Thorough, Prop.ForAll(Arb.From(Generators.InlineValue), value =>
            Sameness.Same(value, Document.Read($"x = {TomlText.Value(value)}")["x"])));
    }

    [Fact]
    public void Parse_OtherNewlinesAndAByteOrderMark_MakeNoDifference()
    {
        Check.One(Thorough, Prop.ForAll(Arb.From(Generators.Document), document =>
        {
            var text = TomlWriter.Write(document);
            var other = "\uFEFF" + text.Replace("\n", " # comment\r\n\r\n", StringComparison.Ordinal);

            return Sameness.Same(document, Document.Read(other));
        }));
    }

    [Fact]
    public void TryParse_PiecesOfToml_ReportsMistakesInsideTheDocument() => CheckAnyInput(Generators.AlmostDocument);

    [Fact]
    public void TryParse_DamagedDocuments_ReportsMistakesInsideTheDocument() =>
        CheckAnyInput(Generators.DamagedDocument);

    [Fact]
    public void TryParse_RandomBytes_ReportsMistakesInsideTheDocument() =>
        CheckAnyInput(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf());

    private static void CheckAnyInput(Gen<byte[]> inputs)
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(inputs), text =>
        {
            var isRight = TomlReader.TryParse(text, "any", out var table, out var errors);
            var written = Document.Read(TomlWriter.Write(table));

            return isRight == (errors.Count == 0)
                && ThrowsItsErrors(text, errors)
                && errors.All(error => IsInside(text, error.Position) && IsOnePrintableLine(error.Message))
                && IsInOrder(errors)
                && Sameness.Same(table, written);
        }));
    }

    private static bool ThrowsItsErrors(byte[] text, IReadOnlyList<TomlError> errors)
    {
        try
        {
            TomlReader.Parse(text, "any");
            return errors.Count == 0;
        }
        catch (TomlException exception)
        {
            return exception.Errors.SequenceEqual(errors);
        }
    }

    private static bool IsInside(byte[] text, TomlPosition position)
    {
        var lines = Encoding.Latin1.GetString(text).Split('\n');
        if (position.Line < 1 || position.Line > lines.Length || position.Column < 1)
        {
            return false;
        }

        var codePoints = lines[position.Line - 1].Count(unit => (unit & 0xC0) != 0x80);
        return position.Column <= codePoints + 1;
    }

    private static bool IsOnePrintableLine(string message) =>
        message.Length is > 0 and < 500
        && !message.EndsWith('.')
        && message.EnumerateRunes().All(rune => !Rune.IsControl(rune));

    private static bool IsInOrder(IReadOnlyList<TomlError> errors) =>
        errors.Zip(errors.Skip(1)).All(pair =>
            (pair.First.Position.Line, pair.First.Position.Column).CompareTo(
                (pair.Second.Position.Line, pair.Second.Position.Column)) <= 0);
}
