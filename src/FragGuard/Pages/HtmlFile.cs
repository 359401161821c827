using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Where an HTML page goes.</summary>
internal static class HtmlFile
{
    /// <summary>Writes it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="path">A file, or <c>-</c> for standard output.</param>
    /// <exception cref="GuardException">It cannot be written.</exception>
    internal static void Write(Page page, string path)
    {
        var html = HtmlPage.Write(page);
        if (path == "-")
        {
            StandardOutput.TryWrite(html);
            return;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Write(html);
        }
        catch (Exception fault) when (FileFault.IsOne(fault))
        {
            throw new GuardException(ExitCodes.InputOutput, FileFault.Sentence(fault, path));
        }

        Console.Error.WriteLine($"fragguard: {path} written");
    }
}
