namespace FragGuard.Kernel;

/// <summary>What the fields of a structured log record are for, whoever named them: journald, docker, fluent-bit, Loki,
/// CloudWatch, Elasticsearch, GELF and their like.</summary>
internal static class LogFields
{
    /// <summary>What a field holds.</summary>
    internal enum Role
    {
        /// <summary>Something else.</summary>
        Other,

        /// <summary>The message.</summary>
        Message,

        /// <summary>How it came into the log: <c>kernel</c>, or another word. Only journald itself writes it.</summary>
        Transport,

        /// <summary>The name of who wrote it.</summary>
        Identifier,

        /// <summary>The facility of syslog, as a number or a word.</summary>
        Facility,
    }

    /// <summary>What a field of this name holds.</summary>
    internal static Role RoleOf(ReadOnlySpan<byte> name)
    {
        // systemd.t.TRANSPORT, fields.message, _TRANSPORT, @message
        name = name[(name.LastIndexOf((byte)'.') + 1)..].TrimStart("_@-"u8);
        Span<byte> lower = stackalloc byte[24];
        if (name.Length is 0 or > 24)
        {
            return Role.Other;
        }

        for (var i = 0; i < name.Length; i++)
        {
            lower[i] = (byte)(name[i] | (char.IsAsciiLetterUpper((char)name[i]) ? 0x20 : 0));
        }

        return Of(lower[..name.Length]);
    }

    private static Role Of(ReadOnlySpan<byte> name) =>
        Is(name, "message"u8) || Is(name, "msg"u8) || Is(name, "log"u8) || Is(name, "line"u8) || Is(name, "raw"u8)
            || Is(name, "textpayload"u8) || Is(name, "text"u8) || Is(name, "short_message"u8) || Is(name, "body"u8)
            || Is(name, "full_message"u8) || Is(name, "stringvalue"u8) || Is(name, "event"u8) || Is(name, "values"u8)
            || Is(name, "original"u8) || Is(name, "content"u8) || Is(name, "stdout"u8) || Is(name, "stdout_lines"u8)
            || Is(name, "data"u8) || Is(name, "logmessage"u8) || Is(name, "syslogmessage"u8) ? Role.Message
        : Is(name, "transport"u8) ? Role.Transport
        : Is(name, "syslog_identifier"u8) || Is(name, "identifier"u8) || Is(name, "ident"u8) || Is(name, "appname"u8)
            || Is(name, "app_name"u8) || Is(name, "app-name"u8) || Is(name, "programname"u8) || Is(name, "program"u8)
            || Is(name, "syslogtag"u8) || Is(name, "processname"u8) || Is(name, "comm"u8) ? Role.Identifier
        : Is(name, "syslog_facility"u8) || Is(name, "facility"u8) || Is(name, "facility_label"u8) ? Role.Facility
        : Role.Other;

    /// <summary>Who wrote a record that has this field.</summary>
    internal static LogSender SenderOf(Role role, ReadOnlySpan<byte> value) => role switch
    {
        Role.Transport => Is(value, "kernel"u8) ? LogSender.Kernel : LogSender.Program,
        Role.Identifier => IsKernel(value) ? LogSender.Kernel : value.IsEmpty ? LogSender.Unknown : LogSender.Program,
        Role.Facility => Is(value, "0"u8) || Is(value, "kern"u8) || Is(value, "kernel"u8) || Is(value, "KERN"u8)
            ? LogSender.Kernel
            : value.IsEmpty ? LogSender.Unknown : LogSender.Program,
        _ => LogSender.Unknown,
    };

    /// <summary>What two fields say together: the transport is journald's own word, and one that points to a program
    /// is enough.</summary>
    internal static LogSender Join(LogSender known, LogSender next) =>
        known == LogSender.Program || next == LogSender.Program ? LogSender.Program
        : known == LogSender.Kernel || next == LogSender.Kernel ? LogSender.Kernel
        : LogSender.Unknown;

    private static bool IsKernel(ReadOnlySpan<byte> value) =>
        Is(value, "kernel"u8) || Is(value, "kernel:"u8) || Is(value, "KERNEL"u8) || Is(value, "vmunix"u8)
        || Is(value, "kmsg"u8);

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => value.SequenceEqual(word);
}
