using System.Globalization;
using FragGuard.Daemon;
using FragGuard.Host;

namespace FragGuard;

/// <summary>Records of the guard: the journal of this machine through journalctl, journal files of another one, or
/// what <c>journalctl -o json</c> has written, as a file or on standard input.</summary>
/// <remarks>journalctl follows the rotation of journals and puts their files in order; nothing here reads its
/// files.</remarks>
internal sealed class JournalSource : IDisposable
{
    private const string Program = "/usr/bin/journalctl";
    private const string Fields =
        "FRAGGUARD_EVENT,FRAGGUARD_INCIDENT,FRAGGUARD_NODE,FRAGGUARD_ZONE,FRAGGUARD_ZONES,FRAGGUARD_ORDER,"
        + "FRAGGUARD_BEFORE,FRAGGUARD_AFTER,"
        + "FRAGGUARD_WATCH,FRAGGUARD_DIAGNOSIS,FRAGGUARD_REMEDY,FRAGGUARD_OUTCOME,FRAGGUARD_REASON,"
        + "FRAGGUARD_GAIN,FRAGGUARD_DURATION_MS,FRAGGUARD_STALL_MS,FRAGGUARD_REREAD_BYTES,FRAGGUARD_COUNT,_HOSTNAME";

    private readonly string _name;
    private readonly Stream? _stream;
    private readonly ProgramOutput? _program;

    private JournalSource(string name, Stream? stream, ProgramOutput? program) =>
        (_name, _stream, _program) = (name, stream, program);

    /// <summary>This host has a journal, or another source was named.</summary>
    internal bool IsThere { get; private init; } = true;

    /// <summary>Opens it.</summary>
    /// <param name="root">Where the machine's files are.</param>
    /// <param name="file">A path, <c>-</c> for standard input, or null for the journal.</param>
    /// <param name="sinceUs">Records before it are of no use.</param>
    /// <exception cref="GuardException">It cannot be opened; the sentence says what to do.</exception>
    internal static JournalSource Open(KernelRoot root, string? file, long sinceUs)
    {
        if (file == "-")
        {
            return new JournalSource("standard input", Console.OpenStandardInput(), program: null);
        }

        if (file is null)
        {
            return root.IsLive
                ? Start([], sinceUs, HasJournal(root))
                : Start(["--directory", JournalBelow(root)], sinceUs);
        }

        return Directory.Exists(file) ? Start(["--directory", file], sinceUs) : OpenFile(file, sinceUs);
    }

    /// <summary>Gives more of it: see <see cref="LogFill"/>.</summary>
    /// <exception cref="GuardException">It cannot be read any further.</exception>
    internal int Fill(Span<byte> buffer)
    {
        if (_program is not null)
        {
            return _program.Read(buffer);
        }

        try
        {
            return _stream!.Read(buffer);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw GuardException.Unreadable(fault, _name);
        }
    }

    /// <summary>Waits until there is more, or its end, but no longer than this.</summary>
    internal bool IsReady(TimeSpan patience) => _program?.IsReady(patience) ?? true;

    /// <summary>Checks, at its end, that all of it was there.</summary>
    /// <param name="records">How many records were found.</param>
    /// <exception cref="GuardException">journalctl failed and gave nothing.</exception>
    internal void Finish(long records)
    {
        // With no record that matches, older versions of journalctl exit with 1 and are right.
        if (_program?.Wait() is > 1 and var exitCode && records == 0)
        {
            throw new GuardException(ExitCodes.Unavailable, $"{Program}: exit code {exitCode}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _program?.Dispose();
    }

    private static string JournalBelow(KernelRoot root)
    {
        var path = root.Path("/var/log/journal");
        path = Directory.Exists(path) ? path : root.Path("/run/log/journal");
        return Directory.Exists(path) ? path : throw new GuardException(
            ExitCodes.Unavailable, $"{root.Directory}: neither /var/log/journal nor /run/log/journal is there; name "
                + $"a file of 'journalctl -t fragguard -o json'");
    }

    private static bool HasJournal(KernelRoot root) =>
        Directory.Exists(root.Path("/var/log/journal")) || Directory.Exists(root.Path("/run/log/journal"));

    private static JournalSource Start(string[] where, long sinceUs, bool isThere = true)
    {
        List<string> arguments = [.. where, "-o", "json", "--no-pager", "-t", "fragguard",
            $"--output-fields={Fields}"];
        if (sinceUs > 0)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--since=@{sinceUs / 1_000_000}"));
        }

        return ProgramOutput.TryStart(Program, arguments, out var error) is { } program
            ? new JournalSource(Program, stream: null, program) { IsThere = isThere }
            : throw new GuardException(
                ExitCodes.Unavailable, $"{error}; on a host with systemd run 'journalctl -t fragguard -o json > "
                    + $"FILE' and name the file");
    }

    private static JournalSource OpenFile(string path, long sinceUs)
    {
        try
        {
            const FileShare shared = FileShare.ReadWrite | FileShare.Delete;
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, shared, bufferSize: 0);
            Span<byte> start = stackalloc byte[9];
            start = stream.CanSeek ? start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]
                : default;
            if (start.StartsWith("LPKSHHRH"u8))
            {
                stream.Dispose();
                return Start(["--file", path], sinceUs);
            }

            if (start.SequenceEqual("__CURSOR="u8))
            {
                stream.Dispose();
                throw new GuardException(
                    ExitCodes.Usage, $"{path}: written by 'journalctl -o export'; 'journalctl -o json' is what is "
                        + $"read here");
            }

            if (stream.CanSeek)
            {
                stream.Seek(0, SeekOrigin.Begin);
            }

            return CompressedLog.HowToRead(stream, path, "fragguard history -") is { } how
                ? throw new GuardException(ExitCodes.Unavailable, how)
                : new JournalSource(path, stream, program: null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw GuardException.Unreadable(fault, path);
        }
    }
}
