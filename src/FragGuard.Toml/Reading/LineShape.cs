namespace FragGuard.Toml.Reading;

/// <summary>What a line looks like from its start, without reading it for good.</summary>
internal enum LineShape
{
    /// <summary>Nothing that can start a statement; also a header that could as well be an array.</summary>
    Other,

    /// <summary>A key and an equals sign.</summary>
    KeyValue,

    /// <summary>A whole line of the form <c>[name]</c> or <c>[[name]]</c>, with a name that is no value.</summary>
    Header,
}
