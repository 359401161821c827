using FragGuard.Toml;
using FragGuard.TomlTestDecoder;

// The decoder that the toml-test suite asks for: a document on stdin, its tagged JSON on stdout and exit code 0; or the
// errors on stderr and exit code 1.
using var document = new MemoryStream();
using (var stdin = Console.OpenStandardInput())
{
    stdin.CopyTo(document);
}

if (!TomlReader.TryParse(document.GetBuffer().AsSpan(0, (int)document.Length), "stdin", out var table, out var errors))
{
    foreach (var error in errors)
    {
        Console.Error.WriteLine(error);
    }

    return 1;
}

using var stdout = Console.OpenStandardOutput();
TaggedJson.Write(table, stdout);
return 0;
