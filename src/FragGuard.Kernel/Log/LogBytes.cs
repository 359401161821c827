using System.Buffers;

namespace FragGuard.Kernel;

/// <summary>The sets of bytes that the readers of logs look for.</summary>
internal static class LogBytes
{
    /// <summary>Lists of nodes and CPUs: <c>0-1,4</c>.</summary>
    internal static readonly SearchValues<byte> List = SearchValues.Create("0123456789,-"u8);

    /// <summary>A date: <c>2026-11-26</c>, <c>11-26</c>.</summary>
    internal static readonly SearchValues<byte> Date = SearchValues.Create("0123456789-"u8);

    /// <summary>A date with slashes.</summary>
    internal static readonly SearchValues<byte> SlashDate = SearchValues.Create("0123456789/"u8);

    /// <summary>The numbers that grep and clocks put before a colon.</summary>
    internal static readonly SearchValues<byte> TagNumber = SearchValues.Create("0123456789-:."u8);

    /// <summary>Names of journal fields.</summary>
    internal static readonly SearchValues<byte> FieldName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"u8);

    /// <summary>What cannot stand in the name of a month or a day.</summary>
    internal static readonly SearchValues<byte> NoWord = SearchValues.Create("[]()<>:=/"u8);

    /// <summary>Words and numbers of JSON without quotes.</summary>
    internal static readonly SearchValues<byte> JsonWord =
        SearchValues.Create("0123456789.-+eEabcdfghijklmnopqrstuvwxyz"u8);

    /// <summary>An array of numbers in JSON.</summary>
    internal static readonly SearchValues<byte> JsonArray = SearchValues.Create("0123456789, "u8);
}
