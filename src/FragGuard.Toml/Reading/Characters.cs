using System.Buffers;

namespace FragGuard.Toml.Reading;

/// <summary>The sets of bytes that TOML's grammar speaks of.</summary>
internal static class Characters
{
    // U+0000 to U+0008, U+000A to U+001F and U+007F: in no comment and in no string.
    private const string Controls =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016"
        + "\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F";

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>TOML's whitespace.</summary>
    public static readonly SearchValues<byte> Space = Of(" \t");

    /// <summary>What ends a line.</summary>
    public static readonly SearchValues<byte> LineFeed = Of("\n");

    /// <summary>What a bare key is made of.</summary>
    public static readonly SearchValues<byte> BareKey = Of(Letters + "0123456789-_");

    /// <summary>What a bare word in a header can start with when it is no value: letters and the underscore.</summary>
    public static readonly SearchValues<byte> WordStart = Of(Letters + "_");

    /// <summary>What ends a comment, or must not be in it.</summary>
    public static readonly SearchValues<byte> CommentStops = Of(Controls);

    /// <summary>What cannot simply be copied inside <c>"</c>.</summary>
    public static readonly SearchValues<byte> BasicStops = Of(Controls + "\"\\");

    /// <summary>What cannot simply be copied inside <c>'</c>.</summary>
    public static readonly SearchValues<byte> LiteralStops = Of(Controls + "'");

    /// <summary>What ends a number, a date, a boolean, or a word that should have been one of them.</summary>
    public static readonly SearchValues<byte> TokenStops = Of(Controls + " \t,=#[]{}\"'");

    /// <summary>What tells where a value ends that cannot be read.</summary>
    public static readonly SearchValues<byte> StructureStops = Of("\r\n#=[]{}\"'");

    private static SearchValues<byte> Of(string characters) =>
        SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
