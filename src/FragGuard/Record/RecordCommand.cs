using System.Buffers;
using System.CommandLine;
using System.Runtime.InteropServices;
using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary><c>fragguard record</c>: captures samples to a text trace that <c>fragguard replay</c> reads.</summary>
/// <remarks>Free blocks are in every sample; the larger files are in a sample now and then, because a replay goes by
/// what was last seen. Records of the kernel log are written as they come.</remarks>
internal static class RecordCommand
{
    private static readonly string[] HostPaths = [ZoneInfo.Path, .. HostFiles.All.Select(file => file.Path)];

    internal static Command Create()
    {
        var file = new Argument<string>("TRACE")
        {
            Description = "Where the trace goes; - for standard output.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "-",
        };
        var interval = Time("--interval", "Between two samples.", "1s");
        var host = Time(
            "--host-interval", "Between two samples that hold zoneinfo, meminfo, vmstat and pressure too.", "10s");
        var ring = new Option<string?>("--ring")
        {
            Description = "Keep so many days, 7d, of samples 15s apart in the directory TRACE, at most 2 MB a day.",
            HelpName = "TIME",
        };
        var length = new Option<string?>("--for")
        {
            Description = "How long to record; until ^C otherwise.",
            HelpName = "TIME",
        };
        var command = new Command("record", "Capture samples to a text trace for replay.");
        command.Arguments.Add(file);
        command.Options.Add(interval);
        command.Options.Add(host);
        command.Options.Add(length);
        command.Options.Add(ring);
        command.SetAction(parsed =>
        {
            var every = DurationArgument.Of(parsed.GetValue(interval)!, "--interval");
            var span = parsed.GetValue(length) is { } text
                ? DurationArgument.Of(text, "--for") : TimeSpan.MaxValue;
            if (parsed.GetValue(ring) is { } kept)
            {
                var isGiven = parsed.GetResult(interval) is { Implicit: false };
                return RingCommand.Run(
                    CommandLine.RootOf(parsed), parsed.GetValue(file)!, kept,
                    isGiven ? every : RingCommand.Interval, span);
            }

            return Run(
                CommandLine.RootOf(parsed), parsed.GetValue(file)!, every,
                DurationArgument.Of(parsed.GetValue(host)!, "--host-interval"), span);
        });
        return command;
    }

    private static Option<string> Time(string name, string description, string standard) =>
        new(name) { Description = description, HelpName = "TIME", DefaultValueFactory = _ => standard };

    private static int Run(KernelRoot root, string path, TimeSpan interval, TimeSpan hostInterval, TimeSpan length)
    {
        using var file = path == "-" ? null : Open(path);
        using var stop = new WakeUp();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var recorder = new Recorder(root, file);
        var startedAt = GuardLoop.Now;
        var nextAt = startedAt;
        TimeSpan? hostAt = null;
        while (!stop.IsRaised && recorder.HasReader && (hostAt is null || GuardLoop.Now - startedAt <= length))
        {
            var withHost = hostAt is null || nextAt - hostAt >= hostInterval;
            hostAt = withHost ? nextAt : hostAt;
            recorder.Sample(GuardLoop.Now, withHost);
            nextAt += interval;
            recorder.WaitUntil(nextAt, stop);
        }

        recorder.Summary.Write(GuardLoop.Now - startedAt);
        return ExitCodes.Ok;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Raise();
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GuardException(
                Directory.Exists(path) || fault is not UnauthorizedAccessException
                    ? ExitCodes.InputOutput : ExitCodes.NoPermission,
                Directory.Exists(path) ? $"{path}: a directory" : FileFault.Sentence(fault, path));
        }
    }

    private sealed class Recorder : IDisposable
    {
        private const int KernelLogPlace = 0;
        private const int StopPlace = 1;

        private readonly FileStream? _file;
        private readonly ArrayBufferWriter<byte> _text = new();
        private readonly TraceWriter _writer;
        private readonly KernelFile _buddyInfo;
        private readonly KernelFile[] _host;
        private readonly KernelLogFile? _kernelLog;
        private readonly Poller _poller = new(2);
        private readonly BuddyTable _table = new();
        private MachineFacts? _machine;

        /// <summary>A recorder that writes to a file, or else to standard output.</summary>
        internal Recorder(KernelRoot root, FileStream? file)
        {
            (_file, _writer) = (file, new TraceWriter(_text));
            _buddyInfo = new KernelFile(root, BuddyInfo.Path);
            _host = [.. HostPaths.Select(path => new KernelFile(root, path))];
            _kernelLog = KernelLogFile.TryOpen(root, out _);
            _machine = MachineProbe.Probe(root).Facts;
            Summary = new RecordSummary(root, _machine);
            _writer.Begin();
        }

        /// <summary>What it saw.</summary>
        internal RecordSummary Summary { get; }

        /// <summary>Somebody takes what is written.</summary>
        internal bool HasReader { get; private set; } = true;

        internal void Sample(TimeSpan now, bool withHost)
        {
            if (!_buddyInfo.TryRead(out var text))
            {
                throw new GuardException(ExitCodes.Unavailable, _buddyInfo.Error!);
            }

            _writer.Sample(now);
            if (_machine is { } machine)
            {
                _writer.Machine(machine);
                _machine = null;
            }

            _writer.Section(BuddyInfo.Path, text);
            if (_table.Parse(text))
            {
                Summary.Take(_table, now);
            }

            foreach (var file in withHost ? _host : [])
            {
                if (file.TryRead(out var content))
                {
                    _writer.Section(file.Path, content);
                    Summary.TakeFile(file.Path, content);
                }
            }

            Flush();
        }

        internal void WaitUntil(TimeSpan at, WakeUp stop)
        {
            _poller.Watch(KernelLogPlace, _kernelLog?.Fd ?? -1);
            _poller.Watch(StopPlace, stop.Fd);
            for (var left = at - GuardLoop.Now; left > TimeSpan.Zero && !stop.IsRaised; left = at - GuardLoop.Now)
            {
                _poller.Wait(left);
                while (_poller.IsReady(KernelLogPlace) && _kernelLog!.TryRead(out var record))
                {
                    _writer.Record(record);
                    Summary.TakeRecord(record);
                }
            }

            Flush();
        }

        public void Dispose()
        {
            _kernelLog?.Dispose();
            _buddyInfo.Dispose();
            foreach (var file in _host)
            {
                file.Dispose();
            }
        }

        private void Flush()
        {
            try
            {
                if (_file is null)
                {
                    HasReader &= StandardOutput.TryWrite(_text.WrittenSpan);
                }
                else
                {
                    _file.Write(_text.WrittenSpan);
                    _file.Flush();
                }

                _text.ResetWrittenCount();
            }
            catch (Exception fault) when (FileFault.IsOne(fault))
            {
                throw new GuardException(ExitCodes.InputOutput, FileFault.Sentence(fault, "the trace"));
            }
        }
    }
}
