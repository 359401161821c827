using System.Buffers;
using System.Globalization;
using System.Text;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Writes HTML and SVG: marks as they are, texts escaped. What others chose, such as the name of a task, can
/// neither end a tag nor hide or reorder anything.</summary>
internal sealed class HtmlWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);

    /// <summary>What has been written, in UTF-8.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Writes marks.</summary>
    internal HtmlWriter Raw(string marks)
    {
        Encoding.UTF8.GetBytes(marks, _bytes);
        return this;
    }

    /// <summary>Writes text.</summary>
    internal HtmlWriter Text(string text)
    {
        foreach (var letter in SafeText.Escape(text, keepNewlines: false))
        {
            switch (letter)
            {
                case '<': Raw("&lt;"); break;
                case '>': Raw("&gt;"); break;
                case '&': Raw("&amp;"); break;
                case '"': Raw("&quot;"); break;
                case '\'': Raw("&#39;"); break;
                case < '\x80':
                    _bytes.GetSpan(1)[0] = (byte)letter;
                    _bytes.Advance(1);
                    break;
                default:
                    Raw($"&#{(int)letter};");
                    break;
            }
        }

        return this;
    }

    /// <summary>Writes an attribute that is a number: a place or a length in a picture.</summary>
    internal HtmlWriter Attribute(string name, double value) =>
        Raw(string.Create(CultureInfo.InvariantCulture, $" {name}=\"{value:0.##}\""));
}
