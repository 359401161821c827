namespace FragGuard;

/// <summary>A document for people, which is written as text for a terminal or as one HTML file: the same sections,
/// sentences and tables in both.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Subtitle">Of which machine and when.</param>
internal sealed record Page(string Title, string Subtitle)
{
    private readonly List<PageSection> _sections = [];

    /// <summary>Its sections.</summary>
    internal IReadOnlyList<PageSection> Sections => _sections;

    /// <summary>Adds a section.</summary>
    internal PageSection Add(string title)
    {
        var section = new PageSection(title);
        _sections.Add(section);
        return section;
    }

    /// <summary>Writes it as text.</summary>
    internal void Write(TextWriterBuffer sheet)
    {
        sheet.Paragraph(Title, tone: Tone.Title);
        sheet.Paragraph(Subtitle, tone: Tone.Faint);
        foreach (var section in _sections)
        {
            sheet.EndLine();
            sheet.Paragraph(section.Title, tone: Tone.Title);
            foreach (var item in section.Items)
            {
                item.Write(sheet);
            }
        }
    }
}

/// <summary>A part of a page.</summary>
/// <param name="Title">What it is about.</param>
internal sealed record PageSection(string Title)
{
    private readonly List<PageItem> _items = [];

    /// <summary>What it says, in order.</summary>
    internal IReadOnlyList<PageItem> Items => _items;

    /// <summary>Adds a sentence or more.</summary>
    internal PageSection Text(string text, Tone tone = Tone.Plain)
    {
        _items.Add(new PageItem { Text = text, Tone = tone });
        return this;
    }

    /// <summary>Adds a table and returns it, to be filled.</summary>
    internal Table Table(params TableColumn[] columns)
    {
        var table = new Table(columns);
        _items.Add(new PageItem { Table = table });
        return table;
    }

    /// <summary>Adds a picture: drawn for a terminal, as SVG, or both.</summary>
    internal void Picture(Action<TextWriterBuffer>? terminal, Action<HtmlWriter>? svg) =>
        _items.Add(new PageItem { Terminal = terminal, Svg = svg });
}

/// <summary>One piece of a section: a text, a table or a picture.</summary>
internal sealed record PageItem
{
    internal string? Text { get; init; }

    internal Tone Tone { get; init; }

    internal Table? Table { get; init; }

    internal Action<TextWriterBuffer>? Terminal { get; init; }

    internal Action<HtmlWriter>? Svg { get; init; }

    /// <summary>Writes it as text.</summary>
    internal void Write(TextWriterBuffer sheet)
    {
        if (Text is not null)
        {
            sheet.Paragraph(Text, indent: 2, Tone);
        }

        Table?.Write(sheet, indent: 2);
        Terminal?.Invoke(sheet);
    }
}
