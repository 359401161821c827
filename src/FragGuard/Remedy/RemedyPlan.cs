using FragGuard.Daemon;
using FragGuard.Host;
using FragGuard.Kernel;
using FragGuard.Policy;

namespace FragGuard;

/// <summary>What a remedy would do here and now, a sentence for each step: <c>remedy NAME --dry-run</c>. Nothing is
/// written.</summary>
internal sealed class RemedyPlan(KernelRoot root, MachineProfile machine)
{
    /// <summary>The sentences, in the order of the steps.</summary>
    /// <param name="remedy">The remedy with its settings.</param>
    /// <param name="nodes">The NUMA nodes it is for.</param>
    /// <param name="fails">The run would fail.</param>
    internal IReadOnlyList<string> Lines(RemedySettings remedy, ValueList<int> nodes, out bool fails)
    {
        var run = new RemedyContext(
            new RemedyEnvironment(root, machine, dryRun: true), nodes, new NoTunedSettings(), [], changed: _ => { });
        var (lines, written) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var step in remedy.Definition.Run(remedy, run))
        {
            lines.Add(StepText.Of(step, run.Environment));
            written.Add((step as KnobWrite)?.Path ?? "");
            run.Last = new StepResult(StepEnd.DryRun);
        }

        foreach (var entry in remedy.Definition.HeldKnobs(remedy))
        {
            // What is wrong with one says the error.
            if (!written.Contains(KnobCatalog.PathOf(entry.Knob))
                && run.Error?.Contains(entry.Knob, StringComparison.Ordinal) != true)
            {
                lines.Add(LeftAlone(entry));
            }
        }

        fails = run.Error is not null;
        if (run.Error is { } error)
        {
            lines.Add("would fail: " + error);
        }

        return lines.Count > 0 ? lines : ["nothing to do"];
    }

    private string LeftAlone(TuneEntry entry)
    {
        if (RemedyEnvironment.ReadKnob(root, KnobCatalog.PathOf(entry.Knob)).Value is not { } now)
        {
            return $"would leave {entry.Knob} alone: it is not here, or cannot be read";
        }

        if (KnobCatalog.TryFind(entry.Knob, out var knob) && !knob.Accepts(now))
        {
            return $"would leave {entry.Knob} alone: it is \"{now}\", which is no value of it";
        }

        return entry.Rule switch
        {
            TuneRule.AtLeast => $"would leave {entry.Knob} at {now}: at least {entry.Value} is asked for",
            TuneRule.AtMost => $"would leave {entry.Knob} at {now}: at most {entry.Value} is asked for",
            _ when now == entry.Value => $"would leave {entry.Knob} at {now}: it has that value already",
            _ => $"would leave {entry.Knob} at {now}: it is never lowered, not even to {entry.Value}",
        };
    }
}
