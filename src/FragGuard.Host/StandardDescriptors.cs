namespace FragGuard.Host;

/// <summary>Descriptors 0 to 2, which every program takes for its input, its output and its errors.</summary>
/// <remarks>Who starts a program may have closed them. The next file that is opened gets the free number, and what is
/// written as a message then goes into that file: into the runtime's own pipe for signals, where "&lt;" is signal 60,
/// or into a state file. So the first thing that the program does is to open /dev/null in the place of each that is
/// missing.</remarks>
public static class StandardDescriptors
{
    private const int Count = 3;
    private const string Null = "/dev/null";

    /// <summary>Opens what is missing. It must come before anything else that opens a file.</summary>
    /// <remarks>A write beyond LimitFSIZE= is to fail with EFBIG, as one to a full disk fails, and not to kill the
    /// process: SIGXFSZ is ignored. Children begin with default signals.</remarks>
    public static void Open()
    {
        _ = Libc.HandleSignal(Libc.FileSizeExceeded, Libc.Ignore);
        for (var fd = 0; fd < Count; fd++)
        {
            if (Libc.Control(fd, Libc.GetDescriptorFlags, 0) < 0)
            {
                // The kernel gives the lowest free number: this one, as those below it are open. It is inherited as any
                // other standard descriptor is, so that it is not closed on exec.
                // Where there is no /dev, a descriptor for nothing at all takes the place.
                _ = Libc.Open(Null, Libc.ReadWrite, 0) < 0 ? Libc.Open("/", Libc.PathOnly, 0) : 0;
            }
        }
    }
}
