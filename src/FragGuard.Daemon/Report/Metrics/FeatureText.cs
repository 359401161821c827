namespace FragGuard.Daemon;

/// <summary>The label for node-feature-discovery, in the form of its local source.</summary>
internal static class FeatureText
{
    /// <summary>How every such line begins.</summary>
    internal static ReadOnlySpan<byte> Label => "feature.node.kubernetes.io/fragguard.state="u8;

    /// <summary>One line. It has no time in it, so that it changes only when the state does.</summary>
    internal static ReadOnlySpan<byte> Of(MetricsView view) => view switch
    {
        { IsExhausted: true } => "feature.node.kubernetes.io/fragguard.state=exhausted\n"u8,
        { Ladder.IsOpen: true } => "feature.node.kubernetes.io/fragguard.state=healing\n"u8,
        _ => "feature.node.kubernetes.io/fragguard.state=healthy\n"u8,
    };
}
