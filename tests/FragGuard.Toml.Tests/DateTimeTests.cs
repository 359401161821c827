namespace FragGuard.Toml.Tests;

public sealed class DateTimeTests
{
    [Theory]
    [InlineData("1979-05-27T07:32:00Z", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27t07:32:00z", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27 07:32:00Z", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27T07:32Z", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27 07:32-07:00", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00-07:00")]
    [InlineData("1979-05-27T00:32:00.999999-07:30", TomlDateTimeKind.OffsetDateTime,
        "1979-05-27T00:32:00.999999-07:30")]
    [InlineData("1979-05-27T07:32:00+00:00", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27T07:32:00-00:00", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27T07:32:00+23:59", TomlDateTimeKind.OffsetDateTime, "1979-05-27T07:32:00+23:59")]
    [InlineData("2016-12-31T23:59:60Z", TomlDateTimeKind.OffsetDateTime, "2016-12-31T23:59:60Z")]
    [InlineData("2017-01-01T00:59:60+01:00", TomlDateTimeKind.OffsetDateTime, "2017-01-01T00:59:60+01:00")]
    [InlineData("2016-12-31T15:59:60-08:00", TomlDateTimeKind.OffsetDateTime, "2016-12-31T15:59:60-08:00")]
    [InlineData("9999-12-31T23:59:59.999999999Z", TomlDateTimeKind.OffsetDateTime, "9999-12-31T23:59:59.999999999Z")]
    [InlineData("1979-05-27T07:32:00", TomlDateTimeKind.LocalDateTime, "1979-05-27T07:32:00")]
    [InlineData("1979-05-27 07:32", TomlDateTimeKind.LocalDateTime, "1979-05-27T07:32:00")]
    [InlineData("1979-05-27T07:32:00.500", TomlDateTimeKind.LocalDateTime, "1979-05-27T07:32:00.5")]
    [InlineData("2017-01-01T08:59:60", TomlDateTimeKind.LocalDateTime, "2017-01-01T08:59:60")]
    [InlineData("1979-05-27", TomlDateTimeKind.LocalDate, "1979-05-27")]
    [InlineData("0000-01-01", TomlDateTimeKind.LocalDate, "0000-01-01")]
    [InlineData("2000-02-29", TomlDateTimeKind.LocalDate, "2000-02-29")]
    [InlineData("2024-02-29", TomlDateTimeKind.LocalDate, "2024-02-29")]
    [InlineData("2025-04-30", TomlDateTimeKind.LocalDate, "2025-04-30")]
    [InlineData("07:32", TomlDateTimeKind.LocalTime, "07:32:00")]
    [InlineData("07:32:00", TomlDateTimeKind.LocalTime, "07:32:00")]
    [InlineData("23:59:59.000000001", TomlDateTimeKind.LocalTime, "23:59:59.000000001")]
    [InlineData("00:32:00.1234567899999", TomlDateTimeKind.LocalTime, "00:32:00.123456789")]
    public void Parse_DateTime_GivesItsKindAndText(string toml, TomlDateTimeKind kind, string expected)
    {
        var value = Assert.IsType<TomlDateTime>(Document.Read($"t = {toml}")["t"]);

        Assert.Equal(kind, value.Kind);
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData("2023-02-29", "2023-02 has the days 01 to 28")]
    [InlineData("1900-02-29", "1900-02 has the days 01 to 28")]
    [InlineData("2024-02-30", "2024-02 has the days 01 to 29")]
    [InlineData("2024-04-31", "2024-04 has the days 01 to 30")]
    [InlineData("2024-12-32", "2024-12 has the days 01 to 31")]
    [InlineData("2024-01-00", "2024-01 has the days 01 to 31")]
    [InlineData("2024-00-01", "the month must be from 01 to 12")]
    [InlineData("2024-13-01", "the month must be from 01 to 12")]
    [InlineData("1987-7-05", "a date is written like 1979-05-27")]
    [InlineData("1987-07-5", "a date is written like 1979-05-27")]
    [InlineData("199-07-05", "a date is written like 1979-05-27")]
    [InlineData("10000-07-05", "a date is written like 1979-05-27")]
    [InlineData("1987-07-051", "a date is written like 1979-05-27")]
    [InlineData("1987-07-05x", "a date is written like 1979-05-27")]
    [InlineData("1987-07", "a date is written like 1979-05-27")]
    [InlineData("1987-07-05T", "a time is written like 07:32")]
    [InlineData("1987-07-05T7:45:00Z", "a time is written like 07:32")]
    [InlineData("1987-07-05 7:45", "a time is written like 07:32")]
    [InlineData("1987-07-0517:45:00", "a date is written like 1979-05-27")]
    [InlineData("07:32:0", "a time is written like 07:32")]
    [InlineData("07:32:", "a time is written like 07:32")]
    [InlineData("07:", "a time is written like 07:32")]
    [InlineData("7:32", "a time is written like 07:32")]
    [InlineData("07:32:00.", "a time is written like 07:32")]
    [InlineData("07:32.5", "a time is written like 07:32")]
    [InlineData("07:32:00Z", "a time is written like 07:32")]
    [InlineData("24:00:00", "the hour must be from 00 to 23")]
    [InlineData("23:60", "the minute must be from 00 to 59")]
    [InlineData("23:59:61", "the second must be from 00 to 59")]
    [InlineData("2024-01-01T12:00:60Z", "a leap second, 60, comes only at 23:59:60 UTC")]
    [InlineData("2024-01-01T23:59:60+01:00", "a leap second, 60, comes only at 23:59:60 UTC")]
    [InlineData("2024-01-01T12:00:00+", "an offset is written Z, +02:00 or -07:30")]
    [InlineData("2024-01-01T12:00:00+09", "an offset is written Z, +02:00 or -07:30")]
    [InlineData("2024-01-01T12:00:00+0900", "an offset is written Z, +02:00 or -07:30")]
    [InlineData("2024-01-01T12:00:00+9:00", "an offset is written Z, +02:00 or -07:30")]
    [InlineData("2024-01-01T12:00:00Zulu", "an offset is written Z, +02:00 or -07:30")]
    [InlineData("2024-01-01T12:00:00+24:00", "the offset must be from -23:59 to +23:59")]
    [InlineData("2024-01-01T12:00:00-01:60", "the offset must be from -23:59 to +23:59")]
    public void Parse_NoDateTime_SaysWhy(string toml, string reason)
    {
        var error = Document.Error($"t = {toml}");

        Assert.StartsWith($"1:5: \"{toml}\" is not a date or time: {reason}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DateFollowedByComment_IsADate()
    {
        Assert.Equal("{ t = 1979-05-27 }", Document.Inline("t = 1979-05-27 # 07:32\n"));
    }

    [Fact]
    public void Parse_DateAndTimeInArray_IsOneValue()
    {
        Assert.Equal("{ t = [1979-05-27T07:32:00, 08:00:00] }", Document.Inline("t = [1979-05-27 07:32, 08:00]"));
    }
}
