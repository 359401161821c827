namespace FragGuard;

/// <summary>A page as one HTML file: nothing is loaded from anywhere, no script runs. Light or dark as the reader's
/// system is, narrow or wide, and on paper.</summary>
internal static class HtmlPage
{
    private const string Head = """
        <meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
        <style>
        :root{--bg:#fff;--fg:#1c2430;--dim:#5d6878;--line:#dfe4ea;--card:#f6f8fa;--good:#197a3e;--warn:#935c00;
        --bad:#b3261e;
        --a:#2f6fb5;--b:#8a5bb0}
        @media(prefers-color-scheme:dark){:root{--bg:#12161c;--fg:#e3e8ef;--dim:#9aa6b6;--line:#2b333e;--card:#1a2029;
        --good:#5cc98a;--warn:#e0ae55;--bad:#ff8a80;--a:#74aee8;--b:#c09ae0}}
        *{box-sizing:border-box}body{margin:0 auto;max-width:75rem;padding:1rem;background:var(--bg);color:var(--fg);
        font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.5rem;margin:.5rem 0 0}h2{font-size:1.1rem;margin:2rem 0 .5rem;
        border-bottom:1px solid var(--line)}
        p{margin:.4rem 0;max-width:52rem}.t{overflow-x:auto;margin:.6rem 0}
        table{border-collapse:collapse;font-size:.87rem;font-variant-numeric:tabular-nums}
        th,td{padding:.2rem .7rem .2rem 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--line);
        white-space:nowrap}
        th{color:var(--dim);font-weight:500}.l{text-align:left}td.l{white-space:normal;min-width:6rem;
        overflow-wrap:break-word}
        .note td{color:var(--dim);white-space:normal}.faint{color:var(--dim)}.good{color:var(--good)}
        .warn{color:var(--warn)}
        .bad{color:var(--bad)}.title{font-weight:600}
        figure{margin:.8rem 0;background:var(--card);padding:.6rem;border-radius:6px}figcaption{color:var(--dim);
        font-size:.85rem}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:.8rem}
        .plots figure{margin:0}
        .wide{overflow-x:auto}.wide svg{min-width:44rem}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font:11px system-ui,sans-serif}
        .bar{fill:var(--a)}.low{fill:var(--b)}.axis{stroke:var(--line)}.curve{fill:none;stroke:var(--a);
        stroke-width:1.5}
        .floor{stroke:var(--bad);stroke-dasharray:4 3}.fgood{fill:var(--good)}.fwarn{fill:var(--warn)}
        .fbad{fill:var(--bad)}
        @media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--card:#fff;--good:#060;--warn:#740;--bad:#900;
        --a:#246;
        --b:#638}body{max-width:none;padding:0;font-size:10pt}.t{overflow:visible}h2{break-after:avoid}
        tr,figure{break-inside:avoid}td.l{min-width:0}}
        </style>
        """;

    /// <summary>Writes it.</summary>
    internal static ReadOnlySpan<byte> Write(Page page)
    {
        var html = new HtmlWriter();
        html.Raw("<!doctype html>\n<html lang=\"en\"><head>\n").Raw(Head).Raw("\n<title>").Text(page.Title)
            .Raw("</title></head><body>\n<h1>").Text(page.Title).Raw("</h1>\n<p class=\"faint\">").Text(page.Subtitle)
            .Raw("</p>\n");
        foreach (var section in page.Sections)
        {
            html.Raw("<section><h2>").Text(section.Title).Raw("</h2>\n");
            foreach (var item in section.Items)
            {
                Write(html, item);
            }

            html.Raw("</section>\n");
        }

        html.Raw("</body></html>\n");
        return html.Bytes;
    }

    private static void Write(HtmlWriter html, PageItem item)
    {
        if (item.Text is not null)
        {
            html.Raw("<p").Raw(ClassOf(item.Tone, isLeft: false)).Raw(">").Text(item.Text).Raw("</p>\n");
        }

        if (item.Table is { } table)
        {
            Write(html, table);
        }

        item.Svg?.Invoke(html);
    }

    private static void Write(HtmlWriter html, Table table)
    {
        html.Raw("<div class=\"t\"><table><thead><tr>");
        foreach (var column in table.Columns)
        {
            html.Raw("<th").Raw(ClassOf(Tone.Plain, column.IsLeft)).Raw(">").Text(column.Title).Raw("</th>");
        }

        html.Raw("</tr></thead><tbody>\n");
        foreach (var (cells, note) in table.Rows)
        {
            html.Raw("<tr>");
            for (var i = 0; i < cells.Length; i++)
            {
                html.Raw("<td").Raw(ClassOf(cells[i].Tone,
                    table.Columns[i].IsLeft)).Raw(">").Text(cells[i].Text).Raw("</td>");
            }

            html.Raw("</tr>\n");
            if (note is not null)
            {
                html.Raw($"<tr class=\"note\"><td class=\"l\" "
                    + $"colspan=\"{cells.Length}\">").Text(note).Raw("</td></tr>\n");
            }
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static string ClassOf(Tone tone, bool isLeft)
    {
        var name = tone switch
        {
            Tone.Title => "title",
            Tone.Faint => "faint",
            Tone.Good => "good",
            Tone.Warn => "warn",
            Tone.Bad => "bad",
            _ => "",
        };
        return (name.Length, isLeft) switch
        {
            (0, false) => "",
            (0, true) => " class=\"l\"",
            (_, false) => $" class=\"{name}\"",
            _ => $" class=\"l {name}\"",
        };
    }
}
