using System.Text;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>Standard output or standard error for everything that writes lines: it makes harmful characters visible,
/// and it never throws.</summary>
/// <remarks>The console of the base library throws where a disk is full or a terminal has gone, which would leave
/// <c>restore</c> after the first of two settings. What could not be written to standard output is remembered
/// (<see cref="StandardOutput.Error"/>) and decides over the exit code, once the work is done.</remarks>
internal sealed class StandardWriter : TextWriter
{
    private const int ErrorDescriptor = 2;

    private readonly StringBuilder _line = new();
    private readonly bool _isError;

    private StandardWriter(bool isError) => _isError = isError;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes the place of both console streams.</summary>
    internal static void Install()
    {
        Console.SetOut(new StandardWriter(isError: false) { NewLine = "\n" });
        Console.SetError(new StandardWriter(isError: true) { NewLine = "\n" });
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        _line.Append(value);
        if (value == '\n')
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        _line.Append(buffer);
        if (buffer.Contains('\n'))
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Flush()
    {
        var bytes = Encoding.UTF8.GetBytes(SafeText.Escape(_line.ToString(), keepNewlines: true));
        _line.Clear();
        _ = _isError ? StandardOutput.TryWrite(ErrorDescriptor, bytes) == 0 : StandardOutput.TryWrite(bytes);
    }
}
