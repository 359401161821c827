using System.Globalization;
using System.Text;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard.Config;

/// <summary>Says in words what settings will make the guard do, and when: one paragraph for each watch and each
/// rung.</summary>
/// <param name="settings">The settings.</param>
/// <param name="machine">The machine that they are for, to say what orders and shares mean there; null for any.</param>
internal sealed class ConfigExplainer(GuardSettings settings, MachineFacts? machine)
{
    /// <summary>The paragraphs, in the order in which things happen.</summary>
    internal IReadOnlyList<string> Paragraphs() =>
    [
        Looking(),
        .. PreventText.Paragraphs(settings),
        .. settings.Watches.Select(Watch),
        Climbing(),
        .. settings.Ladder.Select(Rung),
        Ending(),
        .. ReserveText.Paragraphs(settings, machine),
        .. FleetText.Paragraphs(settings),
        .. Kept(),
    ];

    private IEnumerable<string> Kept()
    {
        if (settings.Record.Days > 0)
        {
            yield return $"Samples of the free blocks are kept for {settings.Record.Days} days, at most 2 MB a day.";
        }

        if (settings.Incident.Blame)
        {
            yield return "While an incident is open, the kernel's tracepoints are watched for who breaks memory up.";
        }
    }

    /// <summary>The paragraphs as lines of at most so many columns, an empty line between two.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<string> paragraphs, int columns)
    {
        for (var i = 0; i < paragraphs.Count; i++)
        {
            if (i > 0)
            {
                yield return "";
            }

            var line = new StringBuilder();
            foreach (var word in paragraphs[i].Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > columns)
                {
                    yield return line.ToString();
                    line.Clear();
                }

                line.Append(line.Length > 0 ? " " : "").Append(word);
            }

            yield return line.ToString();
        }
    }

    private string Looking()
    {
        var sampling = settings.Sampling;
        var dryRun = settings.DryRun
            ? "This is a dry run: all of the following is decided and logged, and nothing is written. "
            : "";
        var kernelLog = sampling.KernelLog
            ? " A page allocation failure of order 1 or more in the kernel log is proof enough: it is looked at at "
                + "once, and zones that cannot serve that order are breached, whatever is watched."
                + (sampling.KernelLogAlso.Count > 0
                    ? " So is any kernel message with "
                        + sampling.KernelLogAlso.Join(
                            " or ", also => $"\"{also.Contains}\" (order {OrderFormat.Write(also.Order)})")
                        + "."
                    : "")
            : " The kernel log is not read.";
        return $"{dryRun}FragGuard counts the free blocks of every zone every {Text(sampling.Interval)}, and every "
            + $"{Text(sampling.AlertInterval)} while a zone is too low or an incident is open.{kernelLog}";
    }

    private string Watch(WatchSettings watch)
    {
        var breached = watch.For > TimeSpan.Zero
            ? $"; when that lasts for {Text(watch.For)} it is breached."
            : ", and is breached at once.";
        var ahead = watch.Ahead > TimeSpan.Zero
            ? $" A zone whose trend leads below the floor within {Text(watch.Ahead)} counts as too low already."
            : "";
        var during = watch.During is { } window
            ? $" It is on only while the window \"{window}\" is open (fragguard window open {window} --for TIME, or "
                + $"fragguard during {window} -- COMMAND); when that is closed, an incident of it alone closes and "
                + "nothing more is done."
            : "";
        return $"Watch \"{watch.Name}\" covers {Scope(watch)}. A zone is too low {TooLow(watch)}"
            + $"{breached}{ahead} It is clear again {ClearAgain(watch)}.{during}";
    }

    private static string Scope(WatchSettings watch)
    {
        var zones = watch.Zones.Count == 0
            ? "every zone"
            : $"the zones {watch.Zones.Join(", ", zone => zone.ToString())}";
        var size = watch.MinZoneBytes == 0 ? ""
            : watch.Zones.Count == 0 ? $" that has at least {SizeFormat.Write(watch.MinZoneBytes)}"
            : $", each if it has at least {SizeFormat.Write(watch.MinZoneBytes)}";
        var nodes = watch.Nodes.Count switch
        {
            0 => "",
            1 => $" of node {watch.Nodes[0]}",
            _ => $" of the nodes {watch.Nodes.Join(", ", node => node.ToString(CultureInfo.InvariantCulture))}",
        };
        return zones + nodes + size;
    }

    private string TooLow(WatchSettings watch)
    {
        var index = watch.UnusableAbovePermille is { } above
            ? $"more than {Percent(above)} of its free memory in pieces smaller than {Block(watch.Order)}"
            : null;
        var floor = watch.Floor is { } amount
            ? $"{(amount.Unit == AmountUnit.Blocks ? "fewer" : "less")} than {Blocks(amount, watch.Order)}"
            : null;
        var blocks = index is null || floor is null ? floor ?? index : $"{floor}, or {index}";
        return Both("when it has ", blocks, ", or ", watch.StallsAbove is { } stalls
            ? $"when programs stalled more than {Times((int)stalls)} in the last minute in direct compaction and "
                + "reclaim (which the kernel counts for the machine: every zone of the watch is too low then)"
            : null);
    }

    private static string ClearAgain(WatchSettings watch)
    {
        var index = watch.ClearBelowPermille is { } below
            ? $"less than {Percent(below)} of its free memory in smaller pieces"
            : null;
        var floor = watch.Floor is { } low
            ? $"at least {Such(watch.Clear ?? low with { Value = low.Value + ((low.Value + 1) / 2) })}"
            : null;
        var blocks = index is null || floor is null ? floor ?? index : $"{floor}, and {index}";
        return Both("when it has ", blocks, ", and ", watch.StallsAbove is { } stalls
            ? $"when stalls have come at no more than {RateFormat.WritePerMinute(stalls / 2)} for ten seconds, or "
                + "since the last rung"
            : null);
    }

    private static string Both(string lead, string? blocks, string joint, string? stalls) =>
        (blocks is null ? "" : lead + blocks) + (blocks is null || stalls is null ? "" : joint) + stalls;

    private string Blocks(Amount amount, OrderSetting order) => amount.Unit switch
    {
        AmountUnit.Blocks =>
            $"{amount.Value} free {(amount.Value == 1 ? "block" : "blocks")} of {Block(order)} or what larger blocks "
                + "can be split into",
        AmountUnit.Bytes => $"{SizeFormat.Write(amount.Value)} of free memory in blocks of {Block(order)} or larger",
        _ => $"{AmountFormat.WriteShare(amount.Value)} of its memory free in blocks of {Block(order)} or larger",
    };

    private static string Such(Amount amount) => amount.Unit switch
    {
        AmountUnit.Blocks => $"{amount.Value} such blocks",
        AmountUnit.Bytes => $"{SizeFormat.Write(amount.Value)} in such blocks",
        _ => $"{AmountFormat.WriteShare(amount.Value)} of its memory in such blocks",
    };

    private string Block(OrderSetting order)
    {
        var here = machine is not null && order.On(machine) is { } number && number <= Order.Max
            ? (Number: number, Size: SizeFormat.Write(Order.Pages(number) * (ulong)machine.PageBytes))
            : default;
        return order.Unit switch
        {
            OrderUnit.Order => here.Size is null ? $"order {order.Value}" : $"order {order.Value} ({here.Size} here)",
            OrderUnit.Bytes => here.Size is null
                ? SizeFormat.Write(order.Value)
                : $"{SizeFormat.Write(order.Value)} (order {here.Number} here)",
            _ when machine is { ThpOrder: null } =>
                "a transparent huge page (this kernel has none: the watch is left out)",
            _ => here.Size is null
                ? "a transparent huge page"
                : $"a transparent huge page (order {here.Number}, {here.Size} here)",
        };
    }

    private string Climbing()
    {
        if (settings.Ladder.Count == 0)
        {
            return "There is no ladder: a breach opens an incident and is logged, and nothing is done about it.";
        }

        var gates = settings.Gates;
        var windows = gates.Windows.Count == 0
            ? ""
            : $", and the local time is in {gates.Windows.Join(" or ", window => window.ToString())}";
        var memory = BasisPoints(gates.MaxMemoryPressureBasisPoints);
        var io = BasisPoints(gates.MaxIoPressureBasisPoints);
        var splay = settings.Incident.Splay == TimeSpan.Zero ? ""
            : $"The first rung waits for up to {Text(settings.Incident.Splay)}, which part of it being the machine's "
                + "own, unless the kernel log has proved the breach or it is a relapse. ";
        return "The first breach opens an incident, and the ladder is climbed from its first rung: one rung at a time, "
            + $"and never two at once. Nothing runs unless the machine has been up for {Text(gates.MinUptime)}, memory "
            + $"pressure (PSI full avg10) is at most {memory}, I/O pressure at most {io}{windows}. {splay}"
            + "After each rung the zones are looked at again, and as soon as every watch is clear the incident closes.";
    }

    private string Rung(RungSettings rung, int index)
    {
        var budget = (rung.PerHour, rung.PerDay) switch
        {
            (null, null) => "",
            ({ } hourly, null) => $" It runs at most {Times(hourly)} in any hour.",
            (null, { } daily) => $" It runs at most {Times(daily)} in any 24 h.",
            ({ } hourly, { } daily) =>
                $" It runs at most {Times(hourly)} in any hour and {Times(daily)} in any 24 h.",
        };
        var grows = rung.MaxCooldown > rung.Cooldown
            ? $", twice as long after every run that gained nothing, up to {Text(rung.MaxCooldown)}"
            : "";
        var rest = rung.Cooldown == TimeSpan.Zero
            ? "It may run again at once."
            : $"It may run again after {Text(rung.Cooldown)}{grows}.";
        var paced = Paced(rung);
        var judged = rung.Settle == TimeSpan.Zero ? "at once" : $"after {Text(rung.Settle)}";
        return $"Rung {index + 1}, {rung.Remedy.Name}, {rung.Remedy.Definition.Explain(rung.Remedy)} What takes longer "
            + $"than {Text(rung.Timeout)} is killed. The effect is judged {judged}. {rest}{paced}{budget}";
    }

    private static string Paced(RungSettings rung)
    {
        var stall = rung.MaxStallBasisPoints is { } share
            ? "the run and the stall that follows it are at most "
                + $"{RateFormat.WriteShare(share)} of the time since it began"
            : null;
        var reread = rung.MaxRereadBytesPerSecond is { } bytes
            ? $"what has to be read again is at most {RateFormat.WritePerSecond(bytes)} of that time"
            : null;
        return (stall, reread) is (null, null)
            ? ""
            : " It does not run again before "
                + $"{string.Join(", and ", new[] { stall, reread }.Where(limit => limit is not null))}; "
                + $"after {Text(rung.MaxCooldown)} it may run in any case.";
    }

    private string Ending()
    {
        if (settings.Ladder.Count == 0)
        {
            return settings.Prevent.Set.Count == 0
                ? "Nothing is written to the kernel by this configuration."
                : "Nothing else is written to the kernel by this configuration.";
        }

        var incident = settings.Incident;
        var relapse = incident.RelapseWindow == TimeSpan.Zero
            ? ""
            : $" An incident that opens within {Text(incident.RelapseWindow)} of the last one starts at the rung that "
                + "healed that, or at the next one where what it frees is read again each time.";
        var grows = incident.MaxBackOff > incident.BackOff
            ? $", twice as long each time, up to {Text(incident.MaxBackOff)}"
            : "";
        return "When every rung was tried in vain, that is logged as an error, and the ladder waits "
            + $"{Text(incident.BackOff)} before it is climbed again{grows}.{relapse}";
    }

    private static string Text(TimeSpan duration) => DurationFormat.Write(duration);

    private static string Times(int number) => number switch
    {
        1 => "once",
        2 => "twice",
        _ => string.Create(CultureInfo.InvariantCulture, $"{number} times"),
    };

    private static string Percent(int permille) => (permille / 10m).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    private static string BasisPoints(int hundredths) =>
        (hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
