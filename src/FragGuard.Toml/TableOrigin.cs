namespace FragGuard.Toml;

/// <summary>How a document made a table. TOML's rules on what may still be added to it follow from that.</summary>
internal enum TableOrigin
{
    /// <summary>
    /// The document itself, or a header of its own: other headers may add tables to it, dotted keys may not.
    /// </summary>
    Header,

    /// <summary>A longer header, <c>[name.more]</c>: may still get its own header, or dotted keys, once.</summary>
    LongerHeader,

    /// <summary>A dotted key: may get more dotted keys, and tables with headers, but no header of its own.</summary>
    DottedKey,

    /// <summary>Braces: complete where they close.</summary>
    Inline,
}
