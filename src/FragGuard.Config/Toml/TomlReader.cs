using System.Text;
using System.Text.Unicode;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace FragGuard.Config.Toml;

/// <summary>Reads TOML 1.1: Tomlyn parses, and what it refuses is told as many independent mistakes, each with its
/// place.</summary>
/// <remarks>A correct file is parsed as a whole. One with a mistake is taken apart, and each statement is parsed by
/// itself: the meaning of what can be read may be wrong, too. Tomlyn is given no character more than a few
/// times.</remarks>
internal sealed class TomlReader
{
    /// <summary>How deep tables and arrays can be nested; a dotted key of n parts opens n - 1 tables.</summary>
    internal const int MaxNesting = 64;

    /// <summary>How many mistakes are told.</summary>
    internal const int MaxErrors = 100;

    // Tomlyn counts otherwise; the limit that is told is that of the tables that are built.
    private static readonly TomlSerializerOptions Options = new() { MaxDepth = 3 * MaxNesting };

    private readonly List<TomlError> _errors = [];
    private readonly Queue<(int Offset, byte Value)> _badBytes = [];
    private readonly TableBuilder _builder;

    private TomlReader() => _builder = new TableBuilder(_errors);

    /// <summary>Reads a file.</summary>
    /// <param name="utf8">Its bytes; a byte order mark is allowed.</param>
    /// <param name="errors">The mistakes in the order of the file; empty when it is right.</param>
    /// <returns>What could be read: a value is there only when all of it could be read.</returns>
    internal static TomlTable Read(ReadOnlySpan<byte> utf8, out IReadOnlyList<TomlError> errors)
    {
        var reader = new TomlReader();
        if (utf8 is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, > 0, 0, > 0, ..] or [> 0, 0, > 0, 0, ..])
        {
            reader.AddError("", 1, 0, "this is UTF-16 text, or no text at all: save the file as UTF-8");
        }
        else
        {
            reader.Read(reader.Decode(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8));
        }

        List<TomlError> found = [.. reader._errors.OrderBy(error => (error.Position.Line, error.Position.Column))];
        errors = found.Count <= MaxErrors ? found : [.. found[..MaxErrors], found[MaxErrors] with
        {
            Message = $"too many errors: only the first {MaxErrors} are reported, "
                + "and the rest of the file was not read",
        }];
        return reader._builder.Root;
    }

    /// <summary>True if Tomlyn takes this for the value of a key.</summary>
    internal static bool IsValue(string word) => Parse("x=" + word, out _) is not null;

    private void Read(string text)
    {
        var fault = 0;
        if (_badBytes.Count == 0 && Parse(text, out fault) is { } document)
        {
            _builder.Add(document, firstLine: 1);
            return;
        }

        ReadStatements(text);
        if (_errors.Count == 0)
        {
            // Right in its parts, but not as a whole: whatever it is, it is not taken.
            AddError(text, 1, fault, "this is not TOML");
        }
    }

    private string Decode(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var text = new StringBuilder(utf8.Length);
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                _badBytes.Enqueue((text.Length, utf8[0]));
            }

            text.Append(rune.ToString());
            utf8 = utf8[length..];
        }

        return text.ToString();
    }

    private void ReadStatements(string text)
    {
        var (line, broken) = (1, "");
        for (int start = 0, end; start < text.Length && _errors.Count <= MaxErrors; start = end)
        {
            end = Statement.End(text, start);
            var body = text[start..end];
            var nextLine = line + body.AsSpan().Count('\n');
            if (body.AsSpan().Trim(" \t") is "" or "\n" or "\r\n")
            {
                broken = "";
            }
            else if (!Statement.IsDebris(broken, text, start))
            {
                var next = end < text.Length ? $"the statement on line {nextLine}" : SyntaxFault.EndOfFile;
                broken = ReadStatement(body, start, line, next) ? "" : CodeOf(body);
            }

            line = nextLine;
        }
    }

    private bool ReadStatement(string body, int start, int line, string next)
    {
        while (_badBytes.TryPeek(out var passed) && passed.Offset < start)
        {
            _badBytes.Dequeue();
        }

        if (_badBytes.TryPeek(out var bad) && bad.Offset < start + body.Length)
        {
            var notUtf8 = $"a byte that is not UTF-8 (0x{bad.Value:X2}): save the file as UTF-8";
            AddError(body, line, bad.Offset - start, notUtf8);
        }
        else if (Parse(body, out var fault) is { } document)
        {
            _builder.Add(document, line);
            return true;
        }
        else
        {
            new SyntaxFault(body, fault, next).Explain()
                .ForEach(told => AddError(body, line, told.Offset, told.Message));
        }

        var code = CodeOf(body);
        if (code.StartsWith('[') || (code.EndsWith(']') && !code.Contains('=', StringComparison.Ordinal)))
        {
            // Keys below a broken header are not those of the table above. If only a bracket is missing, it is clear
            // whose they are.
            _builder.OpenNowhere();
            if ((Parse(code + "]", out _) ?? Parse(code + "]]", out _)) is { } closed)
            {
                _builder.Add(closed, line);
            }
        }

        return false;
    }

    /// <summary>A statement up to its comment, or what looks like one.</summary>
    private static string CodeOf(string body) => body.Split('#')[0].Trim();

    /// <summary>Lets Tomlyn parse a text.</summary>
    /// <returns>Null if there is a mistake; then <paramref name="fault"/> is where the first one is.</returns>
    /// <remarks>Not by the parser that throws: its exception describes every mistake in one string, and a token full of
    /// them takes more than the heap may have.</remarks>
    private static DocumentSyntax? Parse(string text, out int fault)
    {
        Scan.Steps += text.Length;
        fault = 0;
        try
        {
            var document = SyntaxParser.Parse(text, Options, validate: false);

            // Tomlyn would pass over a byte order mark; one has been passed over already.
            if (!document.HasErrors && !text.StartsWith('\uFEFF'))
            {
                return document;
            }

            fault = document.HasErrors ? document.Diagnostics.Min(mistake => mistake.Span.Offset) : 0;
        }
        catch (Exception refused) when (refused is TomlException or ArgumentException)
        {
            // Nested too deep; or a backslash at the end of the file, over which Tomlyn 2.10.2 trips.
            fault = (refused as TomlException)?.Offset ?? 0;
        }

        fault = Math.Clamp(fault, 0, text.Length);
        return null;
    }

    private void AddError(string body, int firstLine, int offset, string message)
    {
        Scan.Steps += offset;
        var before = body[..offset];
        var column = before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes().Count() + 1;
        _errors.Add(new(new(firstLine + before.Count(c => c == '\n'), column), message));
    }
}
