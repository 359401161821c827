namespace FragGuard.Kernel;

/// <summary>Collects the lines of one zone in <c>/proc/zoneinfo</c>, from its <c>Node 0, zone   Normal</c> to the next
/// one.</summary>
/// <remarks>Order and number of lines differ by kernel: per-node statistics stand under a node's first populated zone
/// only, <c>protection</c> stands behind the counters in old kernels and before them in newer ones, where a zone
/// without memory ends with it. Of the lines behind <c>pagesets</c> only <c>count:</c> is of interest, once for each
/// CPU; the others repeat words such as <c>high</c>.</remarks>
internal struct ZoneInfoBlock
{
    private const Parts Needed =
        Parts.Id | Parts.Free | Parts.Min | Parts.Low | Parts.High | Parts.Present | Parts.Protection;

    private Parts _seen;
    private bool _isInPagesets;
    private ZoneInfo _zone;

    [Flags]
    private enum Parts
    {
        Id = 1,
        Free = 2,
        Min = 4,
        Low = 8,
        High = 16,
        Present = 32,
        Protection = 64,
        Managed = 128,
        Boost = 256,
        Cma = 512,
    }

    /// <summary>True once a first line was read, understood or not.</summary>
    internal bool IsBegun { get; private set; }

    /// <summary>Begins the block of the zone that this line names.</summary>
    internal static ZoneInfoBlock Begin(ReadOnlySpan<byte> line)
    {
        var block = new ZoneInfoBlock { IsBegun = true };
        var fields = new FieldReader(line);
        if (ZoneId.TryRead(ref fields, out var id) && fields.AtEnd)
        {
            block._zone = new ZoneInfo { Id = id };
            block._seen = Parts.Id;
        }

        return block;
    }

    /// <summary>Takes in one line of the block; a line that says nothing of use is ignored.</summary>
    internal void Read(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        if (!fields.TryReadField(out var word))
        {
            return;
        }

        if (_isInPagesets)
        {
            ReadPageset(word, fields);
        }
        else if (word.SequenceEqual("pagesets"u8))
        {
            _isInPagesets = true;
        }
        else if (word.SequenceEqual("protection:"u8))
        {
            ReadProtection(fields);
        }
        else if (!word.SequenceEqual("pages"u8))
        {
            ReadNumber(word, ref fields);
        }
        else if (fields.TrySkip("free"u8) && fields.TryReadUInt64(out var pages))
        {
            _zone = _zone with { FreePages = pages };
            _seen |= Parts.Free;
        }
    }

    /// <summary>Gives the zone.</summary>
    /// <returns>False if a number that every kernel prints was missing.</returns>
    internal readonly bool TryFinish(out ZoneInfo zone)
    {
        zone = (_seen & Parts.Managed) != 0 ? _zone : _zone with { ManagedPages = _zone.PresentPages };
        return (_seen & Needed) == Needed;
    }

    private void ReadPageset(ReadOnlySpan<byte> word, FieldReader fields)
    {
        if (word.SequenceEqual("count:"u8) && fields.TryReadUInt64(out var pages))
        {
            _zone = _zone with { HiddenPages = Saturating.Add(_zone.HiddenPages, pages) };
        }
    }

    private void ReadNumber(ReadOnlySpan<byte> word, ref FieldReader fields)
    {
        if (PartNamed(word) is not { } part || !fields.TryReadUInt64(out var pages))
        {
            return;
        }

        _seen |= part;
        _zone = part switch
        {
            Parts.Min => _zone with { MinPages = pages },
            Parts.Low => _zone with { LowPages = pages },
            Parts.High => _zone with { HighPages = pages },
            Parts.Boost => _zone with { BoostPages = pages },
            Parts.Present => _zone with { PresentPages = pages },
            Parts.Managed => _zone with { ManagedPages = pages },
            _ => _zone with { CmaPages = pages },
        };
    }

    private static Parts? PartNamed(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("min"u8) ? Parts.Min
        : word.SequenceEqual("low"u8) ? Parts.Low
        : word.SequenceEqual("high"u8) ? Parts.High
        : word.SequenceEqual("boost"u8) ? Parts.Boost
        : word.SequenceEqual("present"u8) ? Parts.Present
        : word.SequenceEqual("managed"u8) ? Parts.Managed
        : word.SequenceEqual("cma"u8) ? Parts.Cma
        : null;

    private void ReadProtection(FieldReader fields)
    {
        ulong largest = 0;
        if (!fields.TrySkip("("u8))
        {
            return;
        }

        do
        {
            if (!fields.TryReadUInt64(out var pages))
            {
                return;
            }

            largest = Math.Max(largest, pages);
        }
        while (fields.TrySkip(","u8));

        if (fields.TrySkip(")"u8))
        {
            _zone = _zone with { ProtectionPages = largest };
            _seen |= Parts.Protection;
        }
    }
}
