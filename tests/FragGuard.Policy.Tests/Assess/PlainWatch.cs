namespace FragGuard.Policy.Tests;

/// <summary>A plain watch, and assessors of watches like it.</summary>
internal static class PlainWatch
{
    internal static MachineFacts Machine { get; } = new() { ThpOrder = 9 };

    internal static WatchSettings Watch { get; } = new()
    {
        Name = "w",
        Floor = Amount.Blocks(64),
        For = TimeSpan.FromSeconds(30),
        MinZoneBytes = 0,
    };

    internal static Assessor AssessorOf(params WatchSettings[] watches) =>
        new(new GuardSettings { Watches = [.. watches] }, Machine);
}
