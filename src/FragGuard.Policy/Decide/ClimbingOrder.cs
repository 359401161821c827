using System.Collections.Immutable;

namespace FragGuard.Policy;

/// <summary>The order in which rungs are tried: as written, but those that hand the case to somebody else last. A
/// <em>step</em> is a place in this order.</summary>
/// <remarks>A climb that begins higher up, where the last one healed, comes back for the steps below before it is at
/// its end.</remarks>
internal readonly struct ClimbingOrder
{
    private readonly ImmutableArray<int> _rungs;

    private ClimbingOrder(ImmutableArray<int> rungs, int remedies) => (_rungs, Remedies) = (rungs, remedies);

    /// <summary>Steps before the first escalation rung.</summary>
    internal int Remedies { get; }

    /// <summary>All steps.</summary>
    internal int Count => _rungs.Length;

    /// <summary>The rung at a step.</summary>
    internal int this[int step] => _rungs[step];

    internal static ClimbingOrder Of(ValueList<RungSettings> ladder)
    {
        var rungs = ImmutableArray.CreateBuilder<int>(ladder.Count);
        AddPlaces(ladder, escalation: false, rungs);
        var remedies = rungs.Count;
        AddPlaces(ladder, escalation: true, rungs);
        return new ClimbingOrder(rungs.ToImmutable(), remedies);
    }

    /// <summary>The step of a rung; -1 if the ladder has no such rung.</summary>
    internal int StepOf(int rung) => _rungs.IndexOf(rung);

    /// <summary>The step that follows in a climb.</summary>
    /// <param name="step">The step that was tried.</param>
    /// <param name="from">The step at which the climb began.</param>
    internal int After(int step, int from)
    {
        if (step >= Remedies)
        {
            return step + 1;
        }

        var first = from > 0 && from < Remedies ? from : 0;
        var next = step + 1 < Remedies ? step + 1 : 0;
        return next == first ? Remedies : next;
    }

    private static void AddPlaces(ValueList<RungSettings> ladder, bool escalation, ImmutableArray<int>.Builder rungs)
    {
        for (var rung = 0; rung < ladder.Count; rung++)
        {
            if (ladder[rung].Remedy.IsEscalation == escalation)
            {
                rungs.Add(rung);
            }
        }
    }
}
