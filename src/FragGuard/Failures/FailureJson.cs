using System.Buffers;
using System.Text;
using System.Text.Json;
using FragGuard.Kernel;

namespace FragGuard;

/// <summary>What <c>failures --json</c> prints: one object a line, stable, for other programs. What the log does not
/// say
/// is left out, and lines that are no failures give nothing.</summary>
internal sealed class FailureJson : IFailureReport, IDisposable
{
    private const int MaxNodes = 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    internal FailureJson() => _json = new Utf8JsonWriter(_bytes);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <inheritdoc/>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <inheritdoc/>
    public void Take(FailureEvent failure)
    {
        var header = failure.Failure;
        var judgement = FailureJudgement.Of(failure);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("line"u8, failure.Line);
        _json.WriteString("kind"u8, header.Kind.Name());
        WriteText("comm"u8, failure.Comm);
        WriteNumber("order"u8, failure.Order);
        WriteFlags(header);
        WriteAmount(header);
        WritePlace(failure);
        _json.WriteNumber("count"u8, header.Kind == FailureKind.Suppressed ? header.Number ?? 0 : failure.Count);
        _json.WriteString("verdict"u8, judgement.Verdict.Name());
        if (header.IsFailure)
        {
            _json.WriteString("by"u8, judgement.IsByHeader ? "header"u8 : judgement.Zones.Count > 0 ? "dump"u8
                : "message"u8);
        }

        WriteZones(judgement);
        WriteConsequences(failure);
        _json.WriteEndObject();
        _json.Flush();
        _bytes.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Finish(FailureScanner scanner)
    {
        // A summary is for people.
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteFlags(AllocationFailure header)
    {
        WriteText("mode"u8, header.Mode);
        if (header.Gfp.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("gfp"u8);
        foreach (var flag in header.Gfp)
        {
            _json.WriteStringValue(flag);
        }

        _json.WriteEndArray();
    }

    // What a number is depends on the message; bytes that were got are not bytes that were wanted.
    private void WriteAmount(AllocationFailure header)
    {
        if (header.Number is not { } number)
        {
            return;
        }

        var isFirst = header.Kind switch
        {
            FailureKind.Suppressed => "suppressed"u8,
            FailureKind.Stall or FailureKind.KcompactdHung => "waited_ms"u8,
            FailureKind.Cma => "pages"u8,
            _ when header.HasGot => "got_bytes"u8,
            _ => "bytes"u8,
        };
        _json.WriteNumber(isFirst, number);
    }

    private void WritePlace(FailureEvent failure)
    {
        var text = failure.NodeMask ?? failure.MemsAllowed;
        if (text is not null && NodeList.TryParse(Encoding.UTF8.GetBytes(text), out var nodes)
            && nodes.Nodes.Length is > 0 and <= MaxNodes)
        {
            if (nodes.Nodes.Length == 1)
            {
                _json.WriteNumber("node"u8, nodes.Nodes[0]);
            }

            _json.WriteStartArray("nodes"u8);
            foreach (var node in nodes.Nodes)
            {
                _json.WriteNumberValue(node);
            }

            _json.WriteEndArray();
        }
        else
        {
            WriteNumber("node"u8, failure.Failure.Node);
        }

        var evidence = failure.Evidence;
        WriteText("cpuset"u8, failure.Cpuset);
        WriteText("cgroup"u8, evidence.IsCgroup ? evidence.Cgroup : null);
        WriteText("pod"u8, evidence.IsCgroup ? PodName.Of(evidence.Cgroup) : null);
        WriteNumber("usage_kib"u8, evidence.UsageKib);
        WriteNumber("limit_kib"u8, evidence.LimitKib);
        WriteText("cache"u8, evidence.Cache);
        WriteText("killed"u8, evidence.Killed);
        WriteNumber("reclaimable_slab_pages"u8, evidence.Dump.ReclaimableSlabPages);
        WriteNumber("page_size"u8, evidence.Dump.PageKib * 1024);
    }

    private void WriteZones(FailureJudgement judgement)
    {
        if (judgement.Zones.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("zones"u8);
        foreach (var zone in judgement.Zones)
        {
            _json.WriteStartObject();
            WriteNumber("node"u8, zone.Zone.Node);
            _json.WriteString("zone"u8, zone.Zone.Name);
            WriteNumber("free_kib"u8, zone.Zone.FreeKib);
            WriteNumber("min_kib"u8, zone.Zone.MinKib);
            WriteNumber("boost_kib"u8, zone.Zone.BoostKib);
            WriteNumber("low_kib"u8, zone.Zone.LowKib);
            WriteNumber("high_kib"u8, zone.Zone.HighKib);
            WriteNumber("cma_kib"u8, zone.Zone.CmaKib);
            WriteNumber("pcp_kib"u8, zone.Zone.PerCpuKib);
            WriteNumber("highatomic_kib"u8, zone.Zone.FreeHighAtomicKib ?? zone.Zone.ReservedHighAtomicKib);
            WriteNumber("managed_kib"u8, zone.Zone.ManagedKib);
            _json.WriteStartArray("suitable"u8);
            for (var order = 0; order < zone.Zone.FreeBlocks.Count; order++)
            {
                _json.WriteNumberValue(judgement.Suitable(zone.Zone, order));
            }

            _json.WriteEndArray();
            _json.WriteBoolean("could_serve"u8, zone.CouldServe);
            _json.WriteString("why"u8, ZoneText.Why(zone));
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteConsequences(FailureEvent failure)
    {
        if (failure.Consequences.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("consequences"u8);
        foreach (var text in failure.Consequences)
        {
            _json.WriteStringValue(text);
        }

        _json.WriteEndArray();
    }

    private void WriteText(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
    }
}
