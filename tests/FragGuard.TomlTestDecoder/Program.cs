using FragGuard.Config.Toml;
using FragGuard.TomlTestDecoder;

// The decoder that the toml-test suite asks for: a document on stdin, its tagged JSON on stdout and exit code 0; or the
// errors on stderr and exit code 1.
using var document = new MemoryStream();
using (var stdin = Console.OpenStandardInput())
{
    stdin.CopyTo(document);
}

var table = TomlReader.Read(document.GetBuffer().AsSpan(0, (int)document.Length), out var errors);
if (errors.Count > 0)
{
    foreach (var error in errors)
    {
        Console.Error.WriteLine($"stdin:{error.Position.Line}:{error.Position.Column}: {error.Message}");
    }

    return 1;
}

using var stdout = Console.OpenStandardOutput();
TaggedJson.Write(table, stdout);
return 0;
