namespace FragGuard.Kernel;

/// <summary>What a knob takes.</summary>
public enum KnobKind
{
    /// <summary>A whole number in a range.</summary>
    Number,

    /// <summary>0 for off or 1 for on.</summary>
    Flag,

    /// <summary>One of a few words; the file shows them all, the one in force in brackets
    /// (<see cref="BracketedChoice"/>).</summary>
    Choice,
}
