namespace FragGuard.Toml.Tests;

public sealed class TomlWriterTests
{
    [Fact]
    public void Write_Document_PutsKeysFirstAndSectionsAfter()
    {
        const string Text = """
            [sampling]
            interval = "15s"
            set = { a = 1 }

            [a.b]
            [[ladder]]
            remedy = "x"
            [[ladder]]
            [ladder.gates]
            "x.y" = 1
            """;
        const string Expected = """
            dry_run = false

            [sampling]
            interval = "15s"

            [sampling.set]
            a = 1

            [a.b]

            [[ladder]]
            remedy = "x"

            [[ladder]]

            [ladder.gates]
            "x.y" = 1

            """;
        var document = Document.Read(Text);
        document.Add("dry_run", false);

        Assert.Equal(Expected, TomlWriter.Write(document));
    }

    [Fact]
    public void Write_EmptyDocument_IsEmpty()
    {
        Assert.Equal("", TomlWriter.Write(new TomlTable()));
    }

    [Fact]
    public void Write_EmptyArrayOfTables_BecomesAnEmptyArray()
    {
        var document = new TomlTable { { "watch", new TomlTableArray() } };

        Assert.Equal("watch = []\n", TomlWriter.Write(document));
    }

    [Fact]
    public void Write_TableInItself_Throws()
    {
        var document = new TomlTable();
        document.Add("self", document);

        Assert.Throws<InvalidOperationException>(() => TomlWriter.Write(document));
    }

    [Fact]
    public void Write_AsDeepAsTheReaderAllows_ReadsBack()
    {
        var path = string.Join('.', Enumerable.Repeat("a", 64));
        string Nested(int arrays) =>
            $"[{path}]\n[[{path}.b]]\n[[{path}.b.c]]\nx = {new string('[', arrays)}{new string(']', arrays)}";

        var document = Document.Read(Nested(60));

        Assert.True(Sameness.Same(document, Document.Read(TomlWriter.Write(document))));
        Assert.Throws<TomlException>(() => Document.Read(Nested(61)));
    }
}
