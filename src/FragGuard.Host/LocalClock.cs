namespace FragGuard.Host;

/// <summary>The time of day where the machine is, for daily windows.</summary>
/// <remarks>The base library reads the time zone once and keeps it, so that <c>timedatectl set-timezone</c> would count
/// only after a restart. Here /etc/localtime is looked at before each use, which costs two system calls, and read again
/// when it is another file than before. A machine below a root has its own /etc/localtime; a TZ in the environment
/// wins, as everywhere.</remarks>
public sealed class LocalClock
{
    private const string ZonePath = "/etc/localtime";
    private const string ZoneVariable = "TZ";

    private readonly string _path;
    private readonly TimeProvider _time;
    private (string? Link, DateTime Changed, long Bytes) _seen;

    /// <summary>A clock of this machine, or of the one below a root.</summary>
    public LocalClock(KernelRoot root, TimeProvider? time = null)
    {
        _path = root.Path(ZonePath);
        _time = time ?? TimeProvider.System;
        if (!root.IsLive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ZoneVariable))
            && File.Exists(_path))
        {
            Environment.SetEnvironmentVariable(ZoneVariable, _path);
            TimeZoneInfo.ClearCachedData();
        }

        _seen = Stat();
    }

    /// <summary>The local time of day, by the time zone that is set now.</summary>
    public TimeSpan TimeOfDay()
    {
        var now = Stat();
        if (now != _seen)
        {
            _seen = now;
            TimeZoneInfo.ClearCachedData();
        }

        return TimeZoneInfo.ConvertTime(_time.GetUtcNow(), TimeZoneInfo.Local).TimeOfDay;
    }

    private (string? Link, DateTime Changed, long Bytes) Stat()
    {
        try
        {
            var file = new FileInfo(_path);
            var link = file.LinkTarget;
            var target = link is null ? file : new FileInfo(Path.GetFullPath(link, Path.GetDirectoryName(_path)!));
            return target.Exists ? (link, target.LastWriteTimeUtc, target.Length) : (link, default, 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Not readable at the moment: the zone that was read last stays.
            return _seen;
        }
    }
}
