using System.Buffers;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard.Failures;

/// <summary>What <c>failures --json</c> prints: one object a line, stable, for other programs. What a message does not
/// say is left out.</summary>
internal sealed class FailureJson : IFailureReport, IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    internal FailureJson() => _json = new Utf8JsonWriter(_bytes);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <inheritdoc/>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <inheritdoc/>
    public void Take(long number, ReadOnlySpan<byte> line, AllocationFailure failure)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("line"u8, number);
        _json.WriteString("kind"u8, failure.Kind.Name());
        if (failure.Comm is { } comm)
        {
            _json.WriteString("comm"u8, comm);
        }

        if (failure.Order is { } order)
        {
            _json.WriteNumber("order"u8, order);
        }

        WriteFlags(failure);
        WriteNumber(failure);
        _json.WriteString("verdict"u8, failure.Verdict.Name());
        _json.WriteEndObject();
        _json.Flush();
        _bytes.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Finish(long lines)
    {
        // A summary is for people.
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteFlags(AllocationFailure failure)
    {
        if (failure.Mode is { } mode)
        {
            _json.WriteString("mode"u8, mode);
        }

        if (failure.Gfp.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("gfp"u8);
        foreach (var flag in failure.Gfp)
        {
            _json.WriteStringValue(flag);
        }

        _json.WriteEndArray();
    }

    private void WriteNumber(AllocationFailure failure)
    {
        if (failure.Number is not { } number)
        {
            return;
        }

        _json.WriteNumber(
            failure.Kind switch
            {
                FailureKind.Suppressed => "count"u8,
                FailureKind.Stall => "waited_ms"u8,
                _ => "bytes"u8,
            },
            number);
    }
}
