namespace FragGuard.Toml;

/// <summary>The four kinds of date and time that TOML knows.</summary>
public enum TomlDateTimeKind
{
    /// <summary>An instant: <c>1979-05-27T07:32:00Z</c>.</summary>
    OffsetDateTime,

    /// <summary>A date and a time of an unnamed time zone: <c>1979-05-27T07:32:00</c>.</summary>
    LocalDateTime,

    /// <summary>A day: <c>1979-05-27</c>.</summary>
    LocalDate,

    /// <summary>A time of day: <c>07:32:00</c>.</summary>
    LocalTime,
}
