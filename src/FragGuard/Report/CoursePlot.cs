using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Suitable blocks along time, a curve a zone, on a logarithmic scale: what matters is near zero.</summary>
internal static class CoursePlot
{
    private const int Width = 900;
    private const int Height = 150;
    private const int Left = 60;

    /// <summary>Draws all zones.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="course">What was recorded.</param>
    /// <param name="floor">The floor of the watch; null for none.</param>
    internal static void Write(HtmlWriter html, RecordedCourse course, ulong? floor)
    {
        foreach (var (zone, lowest) in course.Zones)
        {
            var highest = 1UL;
            foreach (var value in lowest)
            {
                highest = Math.Max(highest, Math.Max(value ?? 0, floor ?? 0));
            }

            html.Raw("<figure class=\"wide\"><figcaption>")
                .Text($"{zone}: blocks of order {course.Order} that could be handed out, the lowest of each half "
                    + $"hour")
                .Raw($"</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
            WriteAxes(html, course, highest, floor);
            html.Raw("<path class=\"curve\" d=\"").Raw(Path(lowest, highest)).Raw("\"/></svg></figure>\n");
        }
    }

    private static void WriteAxes(HtmlWriter html, RecordedCourse course, ulong highest, ulong? floor)
    {
        foreach (var mark in (ulong[])[0, 15, 255, 4095, 65535, 1048575])
        {
            if (mark <= highest)
            {
                html.Raw($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width}\"").Attribute("y1", Y(mark, highest))
                    .Attribute("y2", Y(mark, highest)).Raw("/><text x=\"0\"").Attribute("y", Y(mark, highest)
                        + 4).Raw(">")
                    .Text(Quantity.Count(mark == 0 ? 0 : mark + 1)).Raw("</text>\n");
            }
        }

        if (floor is { } low)
        {
            html.Raw($"<line class=\"floor\" x1=\"{Left}\" x2=\"{Width}\"").Attribute("y1", Y(low, highest))
                .Attribute("y2", Y(low, highest)).Raw("><title>").Text($"floor {low}").Raw("</title></line>\n");
        }

        for (var i = 0; i <= 2; i++)
        {
            var ms = course.FromMs + ((course.ToMs - course.FromMs) / 2 * i);
            var anchor = i == 0 ? "start" : i == 1 ? "middle" : "end";
            html.Raw($"<text x=\"{Left + ((Width - Left) * i / 2)}\" y=\"{Height - 2}\" text-anchor=\"{anchor}\">")
                .Text(Clock.Local(ms * 1000)).Raw("</text>\n");
        }
    }

    // A gap where nothing was recorded.
    private static string Path(ulong?[] lowest, ulong highest)
    {
        var path = new StringBuilder();
        var isDown = false;
        for (var i = 0; i < lowest.Length; i++)
        {
            if (lowest[i] is { } value)
            {
                var x = Left + ((double)(Width - Left) * i / lowest.Length);
                path.Append(isDown ? 'L' : 'M')
                    .Append(CultureInfo.InvariantCulture, $"{x:0.#} {Y(value, highest):0.#}");
            }

            isDown = lowest[i] is not null;
        }

        return path.ToString();
    }

    private static double Y(ulong value, ulong highest) =>
        8 + ((Height - 34) * (1 - (Math.Log2(value + 1.0) / Math.Log2(highest + 1.0))));
}
