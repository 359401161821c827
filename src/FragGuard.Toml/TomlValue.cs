namespace FragGuard.Toml;

/// <summary>What may stand in a TOML table or array.</summary>
internal static class TomlValue
{
    /// <summary>
    /// Refuses what TOML cannot say, at the place where it is put in and not where it is written out.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null: TOML has none.</exception>
    /// <exception cref="ArgumentException">The value is of a type that TOML does not have.</exception>
    public static object Checked(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value is string or long or double or bool or TomlDateTime or TomlTable or TomlArray or TomlTableArray
            ? value
            : throw new ArgumentException(
                $"TOML has no {value.GetType().Name}: use string, long, double, bool, TomlDateTime, TomlTable, "
                + "TomlArray or TomlTableArray",
                nameof(value));
    }
}
